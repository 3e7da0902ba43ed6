"""Expressions that may take longer than anybody waits, by how they are written.

A repeat within a repeat, both without an end, can share a text among them in more ways than there
are atoms; a search that finds nothing tries all of them. This looks at signs and not at meaning: it
refuses some that are harmless, because a letter parts the rounds, and does not see alternatives of
which two find the same. The verifier tries what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.telemetry_patterns import readable
from taskcenter_monitor.spec.project import Project

_TOKEN = re.compile(
    r"\\."  # an escape
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]"  # a set
    r"|\((?:\?(?:P?<[A-Za-z_]\w*>|[:>=!]|<[=!]|[a-zA-Z-]+:))?"
    r"|\)"
    r"|(?:[*+]|\{[0-9]*(?:,[0-9]*)?\})[+?]?"
    r"|.",
    re.DOTALL,
)
_ENDLESS = re.compile(r"(?:[*+]|\{[0-9]*,\})\??")
"""Repeats that give back: those with a further `+` never do."""
_CLOSED = ("(?>", "(?=", "(?!", "(?<=", "(?<!")
"""Groups of which nothing is tried anew once they are over."""


@dataclass(slots=True)
class _Group:
    """One that is open, or was the last thing before a sign; `repeats` without an end in it."""

    is_closed: bool = False
    repeats: bool = False


def slow(project: Project) -> Iterator[Finding]:
    """Expressions in which a repeat without an end is repeated without an end."""
    for place, written, _ in readable(project):
        found = nested(written.match)
        if found is not None:
            before = written.match[:found]
            line, column = before.count("\n") + 1, found - before.rfind("\n")
            message = "this repeats a repeat: a text that nearly fits is searched for years"
            hint = "bound the inner one, as in {1,64}, or let it keep what it has, as in a++"
            yield Finding(place.at("match").within(line, column), message, hint)


def nested(match: str) -> int | None:
    """Where the first outer repeat of two stands, counted from 0; None where there is none."""
    groups = [_Group()]
    last = _Group()
    for token in _TOKEN.finditer(match):
        sign = token[0]
        if sign.startswith("("):
            groups.append(_Group(is_closed=sign.startswith(_CLOSED)))
        elif sign == ")" and len(groups) > 1:
            last = groups.pop()
            groups[-1].repeats |= last.repeats and not last.is_closed
            continue
        elif _ENDLESS.fullmatch(sign):
            if last.repeats and not last.is_closed:
                return token.start()
            groups[-1].repeats = True
        last = _Group()
    return None


CHECKS: tuple[Check, ...] = (
    Check(
        id="telemetry/slow",
        why="While one search goes on for years the whole service stands still, its end included.",
        run=slow,
    ),
)
