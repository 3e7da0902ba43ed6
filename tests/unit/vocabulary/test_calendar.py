from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.vocabulary.calendar import (
    Days,
    Times,
    parse_dates,
    parse_times,
    parse_weekdays,
)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("09:00..18:00", (Times("09:00", "18:00"),)),
        ("00:00..24:00", (Times("00:00", "24:00"),)),
        ("22:00..08:00", (Times("22:00", "24:00"), Times("00:00", "08:00"))),
        ("22:00..00:00", (Times("22:00", "24:00"),)),
        ("24:00..08:00", (Times("00:00", "08:00"),)),
    ],
)
def test_hours_over_midnight_become_both_ends_of_the_day(
    text: str, times: tuple[Times, ...]
) -> None:
    assert parse_times(text) == times


@pytest.mark.parametrize(
    "text",
    [
        *("", "09:00", "9:00..18:00", "09:00-18:00", "24:01..08:00", "09:60..10:00", "a..b"),
        "09:00..09:00",
    ],
)
def test_what_is_no_stretch_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no stretch of a day"):
        parse_times(text)


@given(st.times(), st.times())
def test_the_hours_of_a_stretch_and_of_its_complement_make_one_day(
    first: object, last: object
) -> None:
    start, end = f"{first:%H:%M}", f"{last:%H:%M}"
    if start == end:
        return
    parts = (*parse_times(f"{start}..{end}"), *parse_times(f"{end}..{start}"))
    assert sum(_minutes(part.end) - _minutes(part.start) for part in parts) == 24 * 60


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def test_a_weekday_is_a_stretch_of_one_day() -> None:
    assert parse_weekdays("saturday") == ("saturday", "saturday")
    assert parse_weekdays("monday..friday") == ("monday", "friday")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Monday", "is no weekday"),
        ("mon..fri", "is no weekday"),
        ("monday..", "is no weekday"),
        ("saturday..monday", "runs over the end of the week"),
    ],
)
def test_what_is_no_stretch_of_a_week_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_weekdays(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("05-01", (Days(None, 5, 1, 1),)),
        ("05-01..05-05", (Days(None, 5, 1, 5),)),
        ("02-28..03-01", (Days(None, 2, 28, 29), Days(None, 3, 1, 1))),
        ("2026-10-01..2026-10-07", (Days(2026, 10, 1, 7),)),
        ("2026-02-27..2026-03-01", (Days(2026, 2, 27, 28), Days(2026, 3, 1, 1))),
        ("2026-12-31..2027-01-02", (Days(2026, 12, 31, 31), Days(2027, 1, 1, 2))),
        (
            "2026-04-29..2026-06-02",
            (Days(2026, 4, 29, 30), Days(2026, 5, 1, 31), Days(2026, 6, 1, 2)),
        ),
    ],
)
def test_dates_come_one_month_at_a_time(text: str, days: tuple[Days, ...]) -> None:
    assert parse_dates(text) == days


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no date"),
        ("1-1", "is no date"),
        ("2026/10/01", "is no date"),
        ("13-01", "is not in the calendar"),
        ("2026-02-29", "is not in the calendar"),
        ("04-31", "is not in the calendar"),
        ("05-05..05-01", "does not run from an earlier to a later date"),
        ("12-31..01-01", "does not run from an earlier to a later date"),
        ("05-01..2026-05-05", "does not run from an earlier to a later date"),
        ("2020-01-01..2026-01-01", "is longer than two years"),
    ],
)
def test_what_is_no_stretch_of_dates_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_dates(text)
