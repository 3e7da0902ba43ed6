"""Holds what services read in `telemetry/` against the library that they read it with.

The library comes with the extra `taskcenter-monitor[telemetry]`, and is imported only here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin
from taskcenter_monitor.errors import ToolFault
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.telemetry import Example, Policy
from taskcenter_monitor.verifiers.layout import METRICS, POLICY
from taskcenter_monitor.verifiers.trials import tried

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.policy.document import Pattern, Redaction
    from taskcenter_monitor.telemetry.redaction import Redactor

_READER = "msgspec"
"""The package that the library reads a policy with."""
_INSTALL = "pip install 'taskcenter-monitor[telemetry]'"
_PATH = re.compile(r"at `([^`]*)`")


def require_library() -> None:
    """Raises ToolFault where a policy cannot be proven."""
    if not is_installed():
        raise ToolFault(
            f"{_READER}, with which services read their policy, is not installed; {_INSTALL}"
        )


def is_installed() -> bool:
    """Whether the library can be imported."""
    return find_spec(_READER) is not None


def verify(artifacts: Sequence[Artifact], policy: Policy | None) -> Iterator[Diagnostic]:
    """All that the library has against the policy, and examples that it redacts otherwise."""
    written = next((artifact for artifact in artifacts if artifact.path == POLICY), None)
    if written is None or policy is None:
        return
    if not is_installed():
        message = f"nobody has read {POLICY} or tried its examples: {_READER} is not installed"
        yield _unproven(message, policy.origin)
        return
    from taskcenter_monitor.telemetry.policy import PolicyFault, read_policy

    try:
        read = read_policy(written.text.encode())
    except PolicyFault as fault:
        yield _refused(written, str(fault))
    else:
        yield from _hidden_ids(policy, read.redaction)
        own = policy.redaction.patterns if policy.redaction else ()
        pairs = list(zip(own, read.redaction.patterns, strict=False))
        yield from tried(pairs, lambda: _examples(policy, read.redaction))


def verify_metrics(artifacts: Sequence[Artifact]) -> Iterator[Diagnostic]:
    """What the library has against the catalogue of metrics."""
    written = next((artifact for artifact in artifacts if artifact.path == METRICS), None)
    if written is None:
        return
    if not is_installed():
        message = f"nobody has read {METRICS}: {_READER} is not installed"
        yield _unproven(message, written.origin)
        return
    from taskcenter_monitor.telemetry.catalogue import CatalogueFault, read_catalogue

    try:
        read_catalogue(written.text.encode())
    except CatalogueFault as fault:
        yield Diagnostic(
            check="telemetry/metrics",
            message=f"services can make no instruments of this: {fault}",
            place=_place(written, str(fault)),
            help=f"found in {METRICS}",
        )


def _unproven(message: str, place: Origin) -> Diagnostic:
    return Diagnostic(
        check="telemetry/unproven",
        level=Level.NOTE,
        message=message,
        place=place,
        help=_INSTALL,
    )


def _refused(written: Artifact, said: str) -> Diagnostic:
    return Diagnostic(
        check="telemetry/policy",
        message=f"services refuse this policy: {said}",
        place=_place(written, said),
        help=f"found in {POLICY}",
    )


def _place(written: Artifact, said: str) -> Origin:
    """The innermost part around the JSON path that is named."""
    named = _PATH.search(said)
    path = named[1] if named is not None else ""
    around = {part: origin for part, origin in written.origins if path.startswith(part)}
    return around[max(around, key=len)] if around else written.origin


def _hidden_ids(policy: Policy, read: Redaction) -> Iterator[Diagnostic]:
    """Fields that hold ids, and are hidden whole all the same."""
    redactor = _redactor(read, read.patterns)
    for number, field in enumerate(policy.redaction.plain if policy.redaction else ()):
        if redactor.hides(field):
            yield Diagnostic(
                check="telemetry/plain",
                message=f"{field} is hidden whole, for a word of it is among `keys`",
                place=policy.origin.at("redaction", "plain", number),
                help="remove it here, or the word from `keys`",
            )


def _examples(policy: Policy, read: Redaction) -> Iterator[Diagnostic]:
    redactor = _redactor(read, read.patterns)
    for pattern in policy.redaction.patterns if policy.redaction else ():
        for example in pattern.examples:
            found = redactor.text(example.text)
            if found != example.after:
                yield Diagnostic(
                    check="telemetry/example",
                    message=_message(example, found),
                    place=example.origin,
                    help=_reason(example.text, read),
                )


def _redactor(read: Redaction, patterns: Sequence[Pattern]) -> Redactor:
    from taskcenter_monitor.telemetry.redaction import Redactor

    return Redactor(
        type(read)(keys=read.keys, plain=read.plain, mask=read.mask, patterns=tuple(patterns))
    )


def _message(example: Example, found: str) -> str:
    if example.text == example.after:
        return f"this text is to stay as it is, and comes out as {found!r}"
    if found == example.text:
        return "nothing is hidden in this text"
    return f"the text comes out as {found!r}, not as {example.after!r}"


def _reason(text: str, read: Redaction) -> str:
    """Which patterns find something in a text."""
    finding = [one.name for one in read.patterns if _redactor(read, [one]).text(text) != text]
    if finding:
        return f"something in it is found by {', '.join(finding)}"
    return "correct `match`, `words`, `digits` or `checksum`, or the example"
