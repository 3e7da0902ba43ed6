"""A fire drill as one page that needs nothing else: no script, no font, no picture from anywhere.

What is drawn is coloured by attributes too, since some places that keep such pages forbid the
styles in them; the style that the page allows itself is named by its digest.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from taskcenter_monitor.live.drill.report import timeline
from taskcenter_monitor.live.drill.report.document import began_text
from taskcenter_monitor.live.drill.report.measured import (
    advice,
    both_text,
    measured,
    scaled_text,
    summary,
    titled,
    undrilled,
    wall_text,
)
from taskcenter_monitor.live.drill.report.plain import plain
from taskcenter_monitor.live.drill.results import PASSED, Drill, Drilled

PAGE, STYLE = "drill/page.html.j2", "drill/page.css.j2"

Render = Callable[[str, Mapping[str, Any]], str]
"""Renders a template by its path."""
Stretch = tuple[str, str] | None
"""A time on the wall clock and on that of the servers; None for what never came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An alert in the table, all of it as it is shown."""

    alert: str
    severity: str
    fault: str
    fired: Stretch
    notified: Stretch
    told: str
    inhibited: str
    recovered: Stretch
    outcome: str
    passed: bool
    note: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a receiver got, and when on both clocks."""

    at: str
    scaled: str
    status: str
    alert: str
    title: str


def page(drill: Drill, render: Render, versions: Mapping[str, str]) -> str:
    """The whole page. Raises what `render` raises.

    `versions` are those of the programs that took part, by their names.
    """
    shown = plain(drill)
    style = render(STYLE, {})
    variables = {
        "digest": b64encode(sha256(style.encode()).digest()).decode(),
        "passed": shown.passed,
        "summary": summary(shown),
        "facts": tuple(_facts(shown, plain(versions))),
        "complaints": shown.complaints,
        "pictures": tuple(timeline.pictures(shown)),
        "layout": timeline.LAYOUT,
        "lines": tuple(_line(shown, each) for each in shown.drilled),
        "unexpected": tuple(_unexpected(shown)),
        "receivers": _receivers(shown),
        "undrilled": undrilled(shown),
    }
    return render(PAGE, variables)


def _facts(drill: Drill, versions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "began", began_text(drill)
    yield "took", both_text(drill.took, drill.time_scale)
    yield (
        "time scale",
        f"{drill.time_scale:g}: a second here is {drill.time_scale:g} s to the servers",
    )
    yield from versions.items()
    yield from ((name, f"{number:g}") for name, number in drill.machine.items())


def _line(drill: Drill, drilled: Drilled) -> Line:
    found = measured(drill, drilled)
    scale = drill.time_scale
    return Line(
        alert=drilled.alert,
        severity=drilled.severity,
        fault=drilled.fault,
        fired=_stretch(found.fired_after, scale),
        notified=_stretch(found.notified_after, scale),
        told=", ".join(receiver for receiver, _ in found.told),
        inhibited=", ".join(drilled.inhibited),
        recovered=_stretch(found.recovered_after, scale),
        outcome=drilled.outcome,
        passed=drilled.outcome == PASSED,
        note=drilled.note,
        help=advice(drilled),
    )


def _stretch(seconds: float | None, scale: float) -> Stretch:
    return None if seconds is None else (wall_text(seconds), scaled_text(seconds, scale))


def _unexpected(drill: Drill) -> Iterator[tuple[str, str, str]]:
    """The alert, when it fired, and what is known of it."""
    for one in drill.unexpected:
        over = "" if one.resolved is None else f" until {wall_text(one.resolved)}"
        yield titled(one.alert, one.severity), f"{wall_text(one.fired)}{over}", one.note


def _receivers(drill: Drill) -> dict[str, list[Message]]:
    """Each receiver, by name, and its messages in the order in which they came."""
    found: dict[str, list[Message]] = {}
    told = [(notice, each) for each in drill.drilled for notice in each.notices]
    for notice, drilled in sorted(told, key=lambda pair: (pair[0].receiver, pair[0].at)):
        message = Message(
            at=wall_text(notice.at),
            scaled=scaled_text(notice.at, drill.time_scale),
            status=notice.status,
            alert=titled(drilled.alert, drilled.severity),
            title=notice.title,
        )
        found.setdefault(notice.receiver, []).append(message)
    return found
