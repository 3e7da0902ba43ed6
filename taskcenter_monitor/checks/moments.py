"""Moments at which time intervals begin or end, to ask what holds at any time at all."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.spec.routing import Interval
from taskcenter_monitor.vocabulary.calendar import (
    Days,
    Times,
    parse_dates,
    parse_times,
    parse_weekdays,
)
from taskcenter_monitor.vocabulary.moments import Moment, holds

_FIRST_YEAR = 2025
_CYCLE = 28
"""Years after which dates fall on the same weekdays again."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time interval, read."""

    times: tuple[Times, ...]
    weekdays: tuple[tuple[str, str], ...]
    days: tuple[Days, ...]

    def has(self, moment: Moment) -> bool:
        """Whether a moment lies in it."""
        return any(holds(self.times, self.weekdays, days, moment) for days in self.days or (None,))


def stretch(interval: Interval) -> Stretch:
    """Reads a time interval."""
    return Stretch(
        times=tuple(part for text in interval.times for part in parse_times(text)),
        weekdays=tuple(map(parse_weekdays, interval.weekdays)),
        days=tuple(days for text in interval.dates for days in parse_dates(text)),
    )


def telling(stretches: Sequence[Stretch]) -> Iterator[Moment]:
    """Moments among which every combination of these intervals occurs, as far as it ever does."""
    clocks = sorted({clock for one in stretches for each in one.times for clock in _ends(each)})
    named = sorted({days.year for one in stretches for days in one.days if days.year})
    fresh = range(max((*named, _FIRST_YEAR)) + 1, max((*named, _FIRST_YEAR)) + 1 + _CYCLE)
    for year, month, day in _dates((*fresh, *named)):
        for clock in ("00:00", *clocks):
            hour, _, minute = clock.partition(":")
            yield Moment(year, month, day, int(hour), int(minute))


def _ends(times: Times) -> Iterator[str]:
    yield times.start
    if times.end != "24:00":
        yield times.end


def _dates(years: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    for year in years:
        for month in range(1, 13):
            for day in range(1, monthrange(year, month)[1] + 1):
                yield year, month, day
