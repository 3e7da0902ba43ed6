"""From the bytes of policy.json to a Policy, or to what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from taskcenter_monitor.telemetry.policy.document import Override, Pattern, Policy
from taskcenter_monitor.telemetry.policy.expressions import compiled
from taskcenter_monitor.telemetry.policy.hints import explained

LARGEST = 16 * 1024 * 1024
"""Bytes. Room for some hundred thousand users; what is larger is no policy."""
_MARK = b"\xef\xbb\xbf"


class PolicyFault(ValueError):
    """Why a policy cannot be used, in one sentence with the path of the fault."""


def read_policy(content: bytes) -> Policy:
    """Raises PolicyFault for what is no policy; never returns part of one."""
    if len(content) > LARGEST:
        raise PolicyFault(f"{len(content)} bytes are more than a policy has, {LARGEST}")
    content = without_mark(content)
    if not content.strip():
        raise PolicyFault("It is empty")
    try:
        policy = msgspec.json.decode(content, type=Policy)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PolicyFault(explained(str(error), content)) from None
    for fault in _faults(policy):
        raise PolicyFault(fault)
    return policy


def without_mark(content: bytes) -> bytes:
    """The content without the mark that some editors put in front of UTF-8."""
    return content.removeprefix(_MARK)


def write_policy(policy: Policy) -> bytes:
    """The same policy as people read it: two spaces, a line end at the end."""
    return msgspec.json.format(msgspec.json.encode(policy), indent=2) + b"\n"


def _faults(policy: Policy) -> Iterator[str]:
    for place, override in enumerate(policy.overrides):
        yield from _override_faults(override, f"$.overrides[{place}]")
    names = set()
    for place, pattern in enumerate(policy.redaction.patterns):
        yield from _pattern_faults(pattern, f"$.redaction.patterns[{place}]")
        if pattern.name in names:
            yield f"Two patterns are called `{pattern.name}` - at `$.redaction.patterns[{place}]`"
        names.add(pattern.name)


def _override_faults(override: Override, path: str) -> Iterator[str]:
    given = [name for name in (override.component, override.business, override.user) if name]
    if len(given) != 1:
        yield f"Expected one of `component`, `business` and `user` - at `{path}`"


def _pattern_faults(pattern: Pattern, path: str) -> Iterator[str]:
    try:
        found = compiled(pattern.match)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        yield f"No regular expression: {error} - at `{path}.match`"
        return
    if found.match("") is not None:
        yield f"The expression matches nothing at all, and so everywhere - at `{path}.match`"
    try:
        found.sub(pattern.replace, "")
    except (re.error, IndexError) as error:
        yield f"{str(error).capitalize()} - at `{path}.replace`"
