"""Hours, weekdays and dates of time intervals, as people write them and Alertmanager reads them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_DATE = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")
_LEAP_YEAR = 2024
"""Stands for any year where a date has none: 02-29 is a date then."""
_LONGEST = 24
"""Months that one stretch of dates may touch."""

_Date = tuple[int | None, int, int]


@dataclass(frozen=True, slots=True)
class Times:
    """A stretch of a day, `HH:MM` to `HH:MM`; the end is exclusive, at most 24:00."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Days:
    """Days `first` to `last` of one month, in one year or (None) in every year."""

    year: int | None
    month: int
    first: int
    last: int


def parse_times(text: str) -> tuple[Times, ...]:
    """Reads `09:00..18:00`; hours over midnight (`22:00..08:00`) give both ends of the day.

    Raises ValueError with a sentence for people.
    """
    start, separator, end = text.partition("..")
    if not separator or not _is_time(start) or not _is_time(end) or start == end:
        raise ValueError(f"{text!r} is no stretch of a day; write it like 09:00..18:00")
    if start < end:
        return (Times(start, end),)
    halves = Times(start, "24:00"), Times("00:00", end)
    return tuple(half for half in halves if half.start != half.end)


def parse_weekdays(text: str) -> tuple[str, str]:
    """Reads `saturday` or `monday..friday` as the first and the last day."""
    first, separator, last = text.partition("..")
    last = last if separator else first
    if first not in WEEKDAYS or last not in WEEKDAYS:
        raise ValueError(f"{text!r} is no weekday; write it like saturday or monday..friday")
    if WEEKDAYS.index(first) > WEEKDAYS.index(last):
        raise ValueError(f"{text!r} runs over the end of the week; write it as two")
    return first, last


def parse_dates(text: str) -> tuple[Days, ...]:
    """Reads `2026-10-01..2026-10-07`, `2026-01-01`, or without the year for every year.

    The days come one month at a time. Raises ValueError with a sentence for people.
    """
    start, separator, end = text.partition("..")
    first = _date(start, text)
    last = _date(end, text) if separator else first
    if (first[0] is None) is not (last[0] is None) or _order(first) > _order(last):
        raise ValueError(f"{text!r} does not run from an earlier to a later date")
    months = range(_month_number(first), _month_number(last) + 1)
    if len(months) > _LONGEST:
        raise ValueError(f"{text!r} is longer than two years")
    return tuple(_days_of(number, first, last) for number in months)


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None and text <= "24:00"


def _date(text: str, whole: str) -> _Date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{whole!r} is no date; write it like 2026-10-01..2026-10-07 or 05-01")
    year, month, day = int(match[1]) if match[1] else None, int(match[2]), int(match[3])
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year or _LEAP_YEAR, month)[1]:
        raise ValueError(f"{text} is not in the calendar")
    return year, month, day


def _order(date: _Date) -> tuple[int, int, int]:
    return date[0] or 0, date[1], date[2]


def _month_number(date: _Date) -> int:
    return (date[0] or 0) * 12 + date[1] - 1


def _days_of(number: int, first: _Date, last: _Date) -> Days:
    year, month = divmod(number, 12)
    month += 1
    begin = first[2] if number == _month_number(first) else 1
    end = last[2] if number == _month_number(last) else monthrange(year or _LEAP_YEAR, month)[1]
    return Days(year if first[0] is not None else None, month, begin, end)
