"""What is hidden and what is not searched, each named once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.project import Project

_SIGN = re.compile(r"[_.-]")
"""Between words of a key, which hides them in whatever way they are joined."""


def repeated(project: Project) -> Iterator[Finding]:
    """What a list has twice, also where it is written in another way."""
    if project.telemetry is None:
        return
    spec, place = project.telemetry.value.redaction, project.telemetry.origin.at("redaction")
    if spec is None:
        return
    yield from _twice(
        spec.keys, [_SIGN.sub("", key).lower() for key in spec.keys], place.at("keys")
    )
    # Names of fields as they are: trace and Trace are two.
    yield from _twice(spec.plain, spec.plain, place.at("plain"))
    for name, pattern in spec.patterns.items():
        folded = [word.casefold() for word in pattern.words]
        yield from _twice(pattern.words, folded, place.at("patterns", name, "words"))


def _twice(names: Sequence[str], meant: Sequence[str], place: Origin) -> Iterator[Finding]:
    """Names that mean what one before them means."""
    first: dict[str, str] = {}
    for position, (name, meaning) in enumerate(zip(names, meant, strict=True)):
        if meaning in first:
            yield Finding(place.at(position), f"{first[meaning]} stands here already", "remove one")
        first.setdefault(meaning, name)


def unhidden(project: Project) -> Iterator[Finding]:
    """Policies that do not say what is hidden, or hide nothing."""
    if project.telemetry is None:
        return
    spec, origin = project.telemetry.value, project.telemetry.origin
    if spec.redaction is None:
        message = "nothing says what is hidden: services hide what their own library brings along"
        yield Finding(origin, message, "add `redaction`; tcmon init writes one")
    elif not spec.redaction.keys and not spec.redaction.patterns:
        message = "nothing is hidden: services write passwords and phones as they are"
        yield Finding(origin.at("redaction"), message, "name `keys`, or leave `redaction` out")


CHECKS: tuple[Check, ...] = (
    Check(
        id="telemetry/unhidden",
        why="What is written once stands in files, in Loki and in backups.",
        run=unhidden,
        level=Level.WARNING,
    ),
    Check(
        id="telemetry/repeated",
        why="Who removes one of two equal names believes that it is gone.",
        run=repeated,
        level=Level.WARNING,
    ),
)
