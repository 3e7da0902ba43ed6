"""The sums from a fault to a message, on the rows that were measured on live servers."""

from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.detection import DELIVERY, Firing, Notification, whole_intervals

# scrape, timeout, group interval, for, group_wait; then the bounds of firing and of notifying
ROWS = [
    (5, 3, 5, 10, 5, 23, 28),
    (15, 10, 15, 30, 30, 70, 100),
    (15, 10, 15, 0, 10, 40, 50),
]


@pytest.mark.parametrize("row", ROWS, ids=["availability", "defaults", "defaults without for"])
def test_the_bounds_that_were_measured(row: tuple[float, ...]) -> None:
    scrape, timeout, interval, wait, group_wait, fires, tells = row
    firing = Firing(scrape=scrape, timeout=timeout, window=0, interval=interval, wait=wait)
    told = Notification(firing=firing, group_wait=group_wait, group_interval=60, delivery=0)
    assert (firing.seconds, told.first) == (fires, tells)


FIRING = Firing(scrape=5, timeout=3, window=60, interval=5, wait=12)


def test_the_summands_come_in_the_order_in_which_they_pass() -> None:
    assert list(FIRING.summands) == [
        ("scrape", 5),
        ("timeout", 3),
        ("window", 60),
        ("interval", 5),
        ("for", 15),
    ]
    assert FIRING.seconds == 88


def test_a_message_takes_its_group_and_its_delivery_on_top() -> None:
    told = Notification(firing=FIRING, group_wait=5, group_interval=60)
    assert told.first == 88 + 5 + DELIVERY
    assert told.joining == 88 + 60 + DELIVERY
    assert list(told.joining_summands) == [("group_interval", 60), ("delivery", DELIVERY)]


def test_a_group_that_is_there_may_not_have_spoken_yet() -> None:
    told = Notification(firing=FIRING, group_wait=300, group_interval=60)
    assert told.joining == told.first


@pytest.mark.parametrize(
    ("wait", "interval", "held"),
    [
        (0, 15, 0),
        (1, 15, 15),
        (15, 15, 15),
        (16, 15, 30),
        # 1.1 / 0.1 is a little more than 11
        (1.1, 0.1, 1.1),
        (0.7, 0.1, 0.7),
        (0.001, 0.25, 0.25),
    ],
)
def test_for_is_rounded_up_to_whole_intervals(wait: float, interval: float, held: float) -> None:
    assert whole_intervals(wait, interval) == held
