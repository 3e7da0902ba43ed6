"""The picture of a drill in numbers: where bars, marks and the lines of the axis stand.

Lengths are those of the picture's own coordinates, which a browser stretches to the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from taskcenter_monitor.live.drill.report.measured import (
    measured,
    scaled_text,
    titled,
    wall_text,
)
from taskcenter_monitor.live.drill.results import FIRING, PASSED, Drill, Drilled
from taskcenter_monitor.reporters.columns import cut

LEFT, RIGHT = 400, 1176
"""Where time begins and ends; what the rows are called stands before it."""
TOP, BOTTOM, ROW = 36, 32, 24
LAYOUT = {"width": 1200, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "row": ROW}
MOST_ROWS = 40
"""As many fit a printed page; where there are more, there are several pictures."""
NAME_COLUMNS, SEVERITY_COLUMNS = 41, 16
_THINNEST = 2.0
_MOST_TICKS = 9
_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 86400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the axis, with its time on the wall and on the clock of the servers."""

    x: float
    wall: str
    scaled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of time: `fault`, `pending`, `firing` or `inhibited`."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment: `told` (that it fires), `ended` (told that it is over) or `resolved`."""

    kind: str
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One alert; `y` is the middle of its row, `story` what somebody reads who points at it."""

    y: float
    name: str
    severity: str
    passed: bool
    story: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Some rows above one another, under the same axis as all others."""

    number: int
    height: int
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Where a moment stands."""

    end: float

    def x(self, at: float) -> float:
        """Moments before the beginning stand at it, later ones than the end at that."""
        share = min(max(at / self.end, 0.0), 1.0)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def bar(self, kind: str, begin: float, end: float) -> Bar:
        """A stretch that is seen however short it was."""
        x = self.x(begin)
        wide = max(round(self.x(end) - x, 1), _THINNEST)
        return Bar(kind=kind, x=x, width=wide)


def pictures(drill: Drill) -> Iterator[Picture]:
    """All rows in the order of the drill, shared out evenly."""
    axis = Axis(max(_moments(drill)))
    ticks = tuple(_ticks(axis, drill.time_scale))
    total = len(drill.drilled)
    parts = ceil(total / MOST_ROWS)
    size = ceil(total / parts) if parts else 0
    for number in range(parts):
        chosen = drill.drilled[number * size : (number + 1) * size]
        rows = tuple(_row(drill, axis, each, place) for place, each in enumerate(chosen))
        height = TOP + ROW * len(rows) + BOTTOM
        yield Picture(number=number + 1, height=height, ticks=ticks, rows=rows)


def _moments(drill: Drill) -> Iterator[float]:
    """Everything that must find a place; one second at least."""
    yield from (1.0, drill.took)
    for each in drill.drilled:
        times = (each.switched_on, each.pending, each.fired, each.resolved)
        yield from (at for at in times if at is not None)
        yield from (notice.at for notice in each.notices)


def _ticks(axis: Axis, scale: float) -> Iterator[Tick]:
    step = next((each for each in _STEPS if axis.end / each <= _MOST_TICKS), _STEPS[-1])
    for number in range(int(axis.end / step) + 1):
        at = float(number * step)
        yield Tick(x=axis.x(at), wall=wall_text(at), scaled=scaled_text(at, scale))


def _row(drill: Drill, axis: Axis, drilled: Drilled, place: int) -> Row:
    return Row(
        y=TOP + ROW * (place + 0.5),
        name=cut(drilled.alert, NAME_COLUMNS),
        severity=cut(drilled.severity, SEVERITY_COLUMNS),
        passed=drilled.outcome == PASSED,
        story=_story(drill, drilled),
        bars=tuple(_bars(drill, axis, drilled)),
        marks=tuple(_marks(axis, drilled)),
    )


def _bars(drill: Drill, axis: Axis, drilled: Drilled) -> Iterator[Bar]:
    """What begins and does not end goes on to the end of the picture.

    When an alert that did not fire was no longer pending, nobody knows: its fault was off then.
    """
    found = measured(drill, drilled).off
    off = axis.end if found is None else found
    if drilled.switched_on is not None:
        yield axis.bar("fault", drilled.switched_on, off)
    over = axis.end if drilled.resolved is None else drilled.resolved
    if drilled.pending is not None:
        yield axis.bar("pending", drilled.pending, off if drilled.fired is None else drilled.fired)
    if drilled.fired is not None:
        yield axis.bar("firing", drilled.fired, over)
        for begin, end in inhibitions(drill, drilled):
            first, last = max(begin, drilled.fired), min(end, over)
            if first < last:
                yield axis.bar("inhibited", first, last)


def inhibitions(drill: Drill, drilled: Drilled) -> Iterator[tuple[float, float]]:
    """When an alert that mutes this one fired."""
    own = titled(drilled.alert, drilled.severity)
    for other in drill.drilled:
        if own in other.inhibited and other.fired is not None:
            yield other.fired, _end(drill) if other.resolved is None else other.resolved


def _end(drill: Drill) -> float:
    return max(_moments(drill))


def _marks(axis: Axis, drilled: Drilled) -> Iterator[Mark]:
    """Messages that came at once are one mark."""
    if drilled.resolved is not None:
        yield Mark(kind="resolved", x=axis.x(drilled.resolved))
    found = (
        Mark(kind="told" if notice.status == FIRING else "ended", x=axis.x(notice.at))
        for notice in drilled.notices
    )
    yield from dict.fromkeys(found)


def _story(drill: Drill, drilled: Drilled) -> str:
    found = measured(drill, drilled)
    moments: Sequence[tuple[str, float | None]] = (
        ("fault on at", drilled.switched_on),
        ("pending at", drilled.pending),
        ("firing at", drilled.fired),
        *((f"{receiver} told after", after) for receiver, after in found.told),
        ("fault off at", found.off),
        ("resolved at", drilled.resolved),
    )
    return "; ".join(_told(drilled, moments))


def _told(drilled: Drilled, moments: Iterable[tuple[str, float | None]]) -> Iterator[str]:
    yield f"{titled(drilled.alert, drilled.severity)}: {drilled.outcome}"
    if drilled.fault:
        yield f"fault {drilled.fault}"
    yield from (f"{word} {wall_text(at)}" for word, at in moments if at is not None)
    if drilled.inhibited:
        yield f"mutes {', '.join(drilled.inhibited)}"
