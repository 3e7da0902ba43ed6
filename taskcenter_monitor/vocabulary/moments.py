"""A moment by the clock on the wall, and whether hours, weekdays and dates hold then."""

from __future__ import annotations

import re
from calendar import monthrange, weekday
from collections.abc import Sequence
from dataclasses import dataclass

from taskcenter_monitor.vocabulary.calendar import WEEKDAYS, Days, Times

_MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute of a day, in some time zone that is known from elsewhere."""

    year: int
    month: int
    day: int
    hour: int
    minute: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}-{self.day:02} {self.clock}"

    @property
    def clock(self) -> str:
        """The time as `HH:MM`."""
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def weekday(self) -> str:
        """The name of the day."""
        return WEEKDAYS[weekday(self.year, self.month, self.day)]


def parse_moment(text: str) -> Moment:
    """Reads `2026-03-02 23:00`; raises ValueError with a sentence for people."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no moment; write it like 2026-03-02 23:00")
    year, month, day, hour, minute = map(int, match.groups())
    if not (1 <= month <= 12 and year and 1 <= day <= monthrange(year, month)[1]):
        raise ValueError(f"{text.strip()[:10]} is not in the calendar")
    return Moment(year, month, day, hour, minute)


def holds(
    times: Sequence[Times],
    weekdays: Sequence[tuple[str, str]],
    days: Days | None,
    moment: Moment,
) -> bool:
    """Whether a moment is in one of the hours, on one of the weekdays and on one of the days.

    What is empty holds always; the end of hours is exclusive, last days belong to it.
    """
    return (
        (not times or any(each.start <= moment.clock < each.end for each in times))
        and (not weekdays or any(_spans(first, last, moment) for first, last in weekdays))
        and (days is None or _has(days, moment))
    )


def _spans(first: str, last: str, moment: Moment) -> bool:
    return WEEKDAYS.index(first) <= WEEKDAYS.index(moment.weekday) <= WEEKDAYS.index(last)


def _has(days: Days, moment: Moment) -> bool:
    return (
        days.year in (None, moment.year)
        and days.month == moment.month
        and days.first <= moment.day <= days.last
    )
