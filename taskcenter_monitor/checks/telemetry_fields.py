"""Which fields are hidden, and which are not searched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.project import Project

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
"""A word in the name of a field, whether it is written user_token, user-token or userToken."""


def repeated(project: Project) -> Iterator[Finding]:
    """What a list has twice, also in other letters."""
    if project.telemetry is None:
        return
    spec, place = project.telemetry.value.redaction, project.telemetry.origin.at("redaction")
    yield from _twice(spec.keys, place.at("keys"))
    yield from _twice(spec.plain, place.at("plain"))
    for name, pattern in spec.patterns.items():
        yield from _twice(pattern.words, place.at("patterns", name, "words"))


def _twice(names: Sequence[str], place: Origin) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for position, name in enumerate(names):
        folded = name.casefold()
        if folded in first:
            yield Finding(place.at(position), f"{first[folded]} stands here already", "remove one")
        first.setdefault(folded, name)


def hidden_plain(project: Project) -> Iterator[Finding]:
    """Fields that hold ids, and are hidden all the same."""
    if project.telemetry is None:
        return
    spec, place = project.telemetry.value.redaction, project.telemetry.origin.at("redaction")
    for position, field in enumerate(spec.plain):
        for key in spec.keys:
            if _is_in(_words(key), _words(field)):
                message = f"{field} is hidden whole, for {key!r} among `keys`"
                hint = f"remove it from `plain`, or {key} from `keys`"
                yield Finding(place.at("plain", position), message, hint)


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _is_in(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether these words stand one after the other among the others."""
    last = len(whole) - len(part)
    return any(whole[start : start + len(part)] == part for start in range(last + 1))


CHECKS: tuple[Check, ...] = (
    Check(
        id="telemetry/repeated",
        why="Who removes one of two equal names believes that it is gone; case makes no difference.",
        run=repeated,
        level=Level.WARNING,
    ),
    Check(
        id="telemetry/hidden-plain",
        why="An id that is hidden cannot be searched for, although the spec says that it can.",
        run=hidden_plain,
    ),
)
