"""The suite: eight weeks of every shape, some with incidents, some with what must not alarm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.anomaly.incidents import JUDGED, WEEKS, Incident, applied, incidents
from benchmarks.anomaly.shapes import SHAPES, WEEK, Shape, counted, level

EPOCH = 1_767_571_200
"""Minute 0 in seconds since 1970: Monday, 5 January 2026, midnight."""
REPORTED = range(1, 5)
"""Seeds of the series in the table."""
TUNED = range(101, 107)
"""Seeds of those that the defaults of the kind were chosen with."""
CHANGED = JUDGED + 2 * WEEK
"""The minute at which clocks change in one group of series."""
_FASTER = 0.05
"""Growth in a week, in another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """A counter at the end of each minute, and what happens to it; `group` is where it counts."""

    name: str
    group: str
    shape: Shape
    incidents: tuple[Incident, ...]
    counter: tuple[int, ...]


def suite(seeds: Sequence[int], shapes: Sequence[Shape] = SHAPES) -> Iterator[Traffic]:
    """All series of these seeds."""
    for shape in shapes:
        for seed in seeds:
            yield _made(shape, f"{shape.name}-{seed}", "incidents", happening=True)
        yield _made(shape, f"{shape.name}-clock-{seeds[0]}", "clock change", clock_change=CHANGED)
        fast = replace(shape, growth=_FASTER)
        yield _made(fast, f"{shape.name}-growth-{seeds[0]}", "5 % growth a week")


def _made(
    shape: Shape, name: str, group: str, *, happening: bool = False, clock_change: int = -1
) -> Traffic:
    happened = incidents(name) if happening else ()
    levels = applied(level(shape, WEEKS * WEEK, name, clock_change), happened)
    return Traffic(
        name=name,
        group=group,
        shape=shape,
        incidents=happened,
        counter=tuple(counted(shape, levels, name)),
    )
