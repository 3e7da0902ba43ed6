from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest

from taskcenter_monitor.vocabulary.burning import Burn

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
FAST = Burn(
    share=Decimal("0.02"),
    budget=Decimal("0.001"),
    period=30 * DAY,
    long=HOUR,
    short=5 * MINUTE,
    wait=2 * MINUTE,
    least=2,
)
SLOW = replace(FAST, share=Decimal("0.05"), long=6 * HOUR, short=30 * MINUTE, wait=15 * MINUTE)
STEADY = replace(FAST, share=Decimal("0.1"), long=DAY, short=2 * HOUR, wait=HOUR)
CREEP = replace(FAST, share=Decimal("0.1"), long=3 * DAY, short=6 * HOUR, wait=3 * HOUR)


@pytest.mark.parametrize(
    ("burn", "factor", "limit"),
    [(FAST, "14.4", "0.0144"), (SLOW, "6", "0.006"), (STEADY, "3", "0.003"), (CREEP, "1", "0.001")],
)
def test_factors_of_thirty_days_are_those_of_the_workbook(
    burn: Burn, factor: str, limit: str
) -> None:
    assert burn.factor == Decimal(factor)
    assert burn.limit == Decimal(limit)


def test_a_factor_that_never_ends_is_cut_for_people_and_not_for_the_limit() -> None:
    week = replace(CREEP, period=7 * DAY)
    assert week.shown_factor == Decimal("0.233")
    assert week.limit == Decimal("0.000233333333")


@pytest.mark.parametrize(
    ("budget", "reachable"), [("0.0694", True), ("0.07", False), ("0.1", False), ("0.05", True)]
)
def test_no_share_of_bad_events_exceeds_all_of_them(budget: str, reachable: bool) -> None:
    # 1 - 1/14.4 is 93.06%: objectives below that cannot be alerted on within an hour.
    assert replace(FAST, budget=Decimal(budget)).is_reachable is reachable


@pytest.mark.parametrize(("least", "needed"), [(1, 70), (2, 139), (10, 695)])
def test_fewer_events_than_needed_could_fire_for_a_few_failures(least: int, needed: int) -> None:
    burn = replace(FAST, least=least)
    assert burn.needed == needed
    assert Decimal(least) / burn.needed <= burn.limit < Decimal(least) / (burn.needed - 1)


@pytest.mark.parametrize(
    ("burn", "bad", "seconds"),
    [
        # An hour needs 51.84 s of outage; while the base window fills it has seen t^2 / 10 min.
        (FAST, 1.0, math.sqrt(600 * 51.84) + 120),
        (FAST, 0.1, 518.4 + 150 + 120),
        (FAST, 0.02, 2592 + 150 + 120),
        (SLOW, 0.01, 12960 + 150 + 900),
        (STEADY, 1.0, 259.2 + 150 + 3600),
    ],
)
def test_the_time_to_detection_counts_the_lag_of_the_sums(
    burn: Burn, bad: float, seconds: float
) -> None:
    assert burn.detected(bad) == pytest.approx(seconds)


def test_too_little_is_never_noticed() -> None:
    assert FAST.detected(0.0144) == math.inf
    assert FAST.calmed(0.0144) == 0


@pytest.mark.parametrize(
    ("burn", "bad", "seconds"),
    [
        (FAST, 1.0, 300 * (1 - 0.0144)),
        (FAST, 0.0288, 150),
        (SLOW, 1.0, 1800 + 300 - math.sqrt(600 * 10.8)),
        (SLOW, 0.012, 900 + 150),
    ],
)
def test_an_alert_ends_once_the_short_window_has_forgotten(
    burn: Burn, bad: float, seconds: float
) -> None:
    assert burn.calmed(bad) == pytest.approx(seconds)


def test_an_alert_that_is_kept_ends_later() -> None:
    kept = replace(FAST, keep=600.0)
    assert kept.calmed(1.0) == FAST.calmed(1.0) + 600
    assert kept.calmed(0.0144) == 0
    assert kept.detected(1.0) == FAST.detected(1.0)


@pytest.mark.parametrize("window", [30 * MINUTE, 6 * HOUR])
@pytest.mark.parametrize("bad", [0.02, 0.1, 0.5, 1.0])
def test_detection_and_reset_agree_with_adding_up_minute_by_minute(
    window: float, bad: float
) -> None:
    share = SLOW.share * int(window) / int(SLOW.long)
    burn = replace(SLOW, share=share, short=window, long=window, wait=0.0)
    assert burn.limit == SLOW.limit
    step = 1.0
    rates = _rates(bad, outage=window + 600, step=step)
    shares = _sums(rates, window, step)
    began = next(t for t, share in shares if share > float(burn.limit))
    ended = max(t for t, share in shares if share > float(burn.limit))
    assert burn.detected(bad) == pytest.approx(began, abs=2 * step)
    assert burn.calmed(bad) == pytest.approx(ended - (window + 600), abs=2 * step)


def _rates(bad: float, outage: float, step: float) -> list[float]:
    """The share of bad events over 5 minutes at each step, for an outage from 0 on."""
    seconds = [i * step for i in range(int(2 * outage / step) + 1)]
    return [
        bad * (min(t, outage) - min(max(t - 300, 0), outage)) / 300 if t else 0.0 for t in seconds
    ]


def _sums(rates: list[float], window: float, step: float) -> list[tuple[float, float]]:
    """The mean over a window at each step; before the outage there was nothing bad."""
    size, total, found = int(window / step), 0.0, []
    for i, rate in enumerate(rates):
        total += rate - (rates[i - size] if i >= size else 0.0)
        found.append((i * step, total / size))
    return found
