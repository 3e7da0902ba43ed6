"""Texts that must have a certain shape: names, addresses, paths, files of secrets."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from taskcenter_monitor.spec.base import ReadBy, checked, fault

SECRETS = "/run/secrets/"
"""Where deployments mount secrets: Docker and Kubernetes agree on this folder."""


def matching(pattern: str, expected: str, check: str = "spec/value") -> ReadBy:
    """A validator of text that matches `pattern` as a whole; `expected` completes "expected …"."""
    compiled = re.compile(pattern)

    def validate(value: object) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise fault(check, f"expected {expected}")
        return value

    return ReadBy(validate)


def parsed_by(check: str, parse: Callable[[str], object]) -> ReadBy:
    """A validator that keeps the text as written, once `parse` has accepted it."""

    def kept(text: str) -> str:
        parse(text)
        return text

    return ReadBy(checked(check, kept))


PORT = r"(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
"""A pattern of the ports that there are: 1 to 65535."""


def _inline(_: object) -> None:
    raise fault("secrets/inline", "a secret must not stand here; name its file with a *_file key")


Name = Annotated[
    str,
    matching(r"[a-z][a-z0-9-]{0,59}", "a name of lower case letters, digits and -", "spec/name"),
]
"""The name of a route, an inhibition, a receiver, a time interval or a scrape job."""
Address = Annotated[
    str,
    matching(r"https?://[^\s/?#]+\S*", "an address like http://host:port/path", "spec/address"),
]
"""An http or https address."""
Target = Annotated[
    str,
    matching(
        rf"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):{PORT}",
        "a host and a port, like mysqld-exporter:9104",
        "spec/address",
    ),
]
"""A host and a port."""
UrlPath = Annotated[str, matching(r"/[^\s?#]*", "a path that begins with /")]
"""The path of an address."""
SecretFile = Annotated[
    str,
    matching(
        rf"{SECRETS}[A-Za-z0-9_][A-Za-z0-9._-]*",
        f"a file in {SECRETS}, like {SECRETS}smtp_password",
        "secrets/place",
    ),
]
"""The path of a mounted secret."""
Inline = Annotated[None, ReadBy(_inline)]
"""A key that the target program has, but that would put a secret into the repository."""
