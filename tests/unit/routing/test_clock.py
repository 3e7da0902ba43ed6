"""Time intervals, by the rules of Alertmanager."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from taskcenter_monitor.ir.routing import TimeInterval
from taskcenter_monitor.routing.clock import aware, is_within
from taskcenter_monitor.routing.router import router
from taskcenter_monitor.vocabulary.moments import parse_moment
from tests.unit.routing.trees import config, interval, root, route

CRITICAL = 'severity="critical"'
NIGHT = interval("night", times="22:00..08:00")
OFFICE = interval("office", times="09:00..18:00", weekdays="monday..friday")


def at(text: str, location: str = "Asia/Shanghai") -> datetime:
    return aware(parse_moment(text), location)


@pytest.mark.parametrize(
    ("one", "moment", "within"),
    [
        (NIGHT, "2026-03-02 21:59", False),
        (NIGHT, "2026-03-02 22:00", True),
        (NIGHT, "2026-03-02 23:59", True),
        (NIGHT, "2026-03-03 00:00", True),
        (NIGHT, "2026-03-03 07:59", True),
        (NIGHT, "2026-03-03 08:00", False),  # the end is exclusive
        (OFFICE, "2026-03-06 17:59", True),  # a Friday
        (OFFICE, "2026-03-07 12:00", False),  # a Saturday
        (interval("x", dates="10-01..10-03"), "2031-10-03 23:59", True),  # the last day belongs
        (interval("x", dates="10-01..10-03"), "2031-10-04 00:00", False),
        (interval("x", dates="2026-10-01..2026-10-07"), "2027-10-01 12:00", False),
        (interval("x", dates="2026-01-30..2026-02-02"), "2026-02-02 12:00", True),
        (interval("x", dates="02-29"), "2028-02-29 12:00", True),
    ],
)
def test_an_interval_holds_when_all_that_is_given_holds(
    one: TimeInterval, moment: str, within: bool
) -> None:
    assert is_within(one, at(moment)) is within


def test_hours_are_those_of_the_place_of_the_interval() -> None:
    assert is_within(NIGHT, datetime(2026, 3, 2, 14, 0, tzinfo=UTC))  # 22:00 in Shanghai
    assert not is_within(NIGHT, datetime(2026, 3, 2, 4, 0, tzinfo=UTC))
    nowhere = interval("x", times="22:00..23:00", location="")
    assert is_within(nowhere, at("2026-03-02 22:00", "UTC"))


def test_a_change_to_summer_time_is_minded() -> None:
    berlin = interval("x", times="08:00..09:00", location="Europe/Berlin")
    assert is_within(berlin, datetime(2026, 3, 28, 7, 30, tzinfo=UTC))
    assert is_within(berlin, datetime(2026, 3, 30, 6, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "receivers"),
    [("2026-03-02 12:00", ("a",)), ("2026-03-02 23:00", ()), ("2026-03-07 12:00", ())],
)
def test_a_route_is_quiet_within_what_mutes_it_and_outside_of_what_it_is_active_in(
    moment: str, receivers: tuple[str, ...]
) -> None:
    one = route("a", CRITICAL, muted=("night",), active=("office",))
    asked = router(config(root(one), intervals=(NIGHT, OFFICE)))
    labels = {"severity": "critical"}
    assert asked.receivers(labels, at(moment)) == receivers
    assert asked.receivers(labels) == ("a",)  # without a clock nothing is quiet


def test_one_active_interval_of_several_is_enough_and_the_reason_is_named() -> None:
    one = route("a", CRITICAL, active=("night", "office"))
    asked = router(config(root(one), intervals=(NIGHT, OFFICE)))
    (loud,) = asked.deliveries({"severity": "critical"}, at("2026-03-02 23:00"))
    assert loud.quiet == ()
    (still,) = asked.deliveries({"severity": "critical"}, at("2026-03-07 12:00"))
    assert [(one.key, one.intervals) for one in still.quiet] == [("active", ("night", "office"))]


@pytest.mark.parametrize(
    "text", ["23:00", "2026-13-01 00:00", "2026-02-29 10:00", "2026-02-01 24:00"]
)
def test_a_moment_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no moment|not in the calendar"):
        parse_moment(text)
