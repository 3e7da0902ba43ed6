from __future__ import annotations

import math
from decimal import Decimal

import pytest

from taskcenter_monitor.compiler.rule_tests.slos.story import (
    Known,
    Story,
    clock_of,
    of_events,
    of_seconds,
)
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.burning import Burn

HOUR = 3600.0
DAY = 24 * HOUR
CLOCK = Clock(150.0, 1800.0)


def share(story: Story, window: float, at: float) -> Known:
    known = story.share(window, at)
    assert known is not None
    return known


def test_busy_and_idle_hours_weigh_as_much_as_happens_in_them() -> None:
    story = of_events(CLOCK, [(12 * HOUR, 0.0, 1000.0), (24 * HOUR, 1.0, 1.0)])
    assert share(story, DAY, DAY).value == pytest.approx(1 / 1001, rel=1e-3)


def test_a_share_leaves_room_for_both_edges_of_a_range_and_for_no_more() -> None:
    story = of_events(CLOCK, [(12 * HOUR, 1.0, 1.0), (36 * HOUR, 0.0, 1.0)])
    known = share(story, DAY, DAY + HOUR)
    assert known.value == pytest.approx(11 / 24, abs=1 / 48)
    assert 0 < known.within < 1 / 48
    assert story.exact(DAY, DAY + HOUR) is None
    assert story.exact(DAY, 18 * HOUR) == pytest.approx(2 / 3)


def test_of_nothing_there_is_no_share() -> None:
    story = of_events(CLOCK, [(HOUR, 0.5, 1.0), (4 * HOUR, 1.0, 0.0)])
    assert story.share(HOUR, 4 * HOUR) is None
    assert share(story, 4 * HOUR, 4 * HOUR).value == pytest.approx(0.5)


def test_stretches_that_end_before_they_begin_are_left_out() -> None:
    story = of_events(CLOCK, [(0.0, 1.0, 1.0), (HOUR, 0.5, 1.0)])
    assert [one.share for one in story.stretches] == [0.5]


def test_a_gauge_is_bad_for_as_many_looks_as_its_outage_has() -> None:
    clock = Clock(15.0, 60.0)
    story = of_seconds(clock, [(600.0, 0.0, 9.0), (645.0, 0.01, 9.0), (1200.0, 0.0, 9.0)], 15.0)
    assert story.rates(660.0, edge=False)[0] == pytest.approx(3 / 20)
    assert story.rates(660.0, edge=True)[0] == pytest.approx(3 / 21)
    assert story.rates(660.0, edge=True)[1] == 1.0
    assert story.rates(600.0, edge=False)[0] == pytest.approx(1 / 20)
    assert story.rates(960.0, edge=True)[0] == 0.0


def test_looks_lie_at_whole_multiples_of_their_distance_whenever_rules_are_evaluated() -> None:
    clock = Clock(50.0, 100.0)
    story = of_seconds(clock, [(600.0, 0.0, 1.0), (700.0, 1.0, 1.0), (1200.0, 0.0, 1.0)], 15.0)
    # Those at 600 to 690 see what is bad, at 800 among the 20 from 510 to 795.
    for edge in (False, True):
        assert story.rates(800.0, edge)[0] == pytest.approx(7 / 20)
    # At 900 the one at 600 lies on the edge.
    assert story.rates(900.0, edge=False)[0] == pytest.approx(6 / 20)
    assert story.rates(900.0, edge=True)[0] == pytest.approx(7 / 21)


def test_a_gauge_is_seen_from_the_very_beginning() -> None:
    story = of_seconds(Clock(15.0, 300.0), [(600.0, 1.0, 1.0), (900.0, 0.0, 1.0)], 15.0)
    assert story.exact(HOUR, 300.0) == 1.0


@pytest.mark.parametrize(
    ("interval", "times", "clock"),
    [
        (60.0, 0.6, Clock(60.0, 60.0)),
        (60.0, 3.75, Clock(60.0, 180.0)),
        (60.0, 15.0, Clock(150.0, 900.0)),
        (15.0, 2.0, Clock(30.0, 30.0)),
    ],
)
def test_clocks_tick_in_whole_intervals(interval: float, times: float, clock: Clock) -> None:
    assert clock_of(interval, times) == clock


@pytest.mark.parametrize("budget", ["0.0001", "0.001", "0.05"])
@pytest.mark.parametrize(
    ("spent", "long", "short"),
    [("0.02", HOUR, 300.0), ("0.05", 6 * HOUR, 1800.0), ("0.1", 3 * DAY, 6 * HOUR)],
)
@pytest.mark.parametrize("times", [1.2, 4.0])
def test_computed_times_are_those_at_which_sums_cross_the_limit(
    budget: str, spent: str, long: float, short: float, times: float
) -> None:
    """The formulas of runbooks against the sums themselves, which know nothing of them."""
    burn = Burn(
        share=Decimal(spent),
        budget=Decimal(budget),
        period=30 * DAY,
        long=long,
        short=short,
        wait=0.0,
        least=1,
    )
    bad = min(1.0, float(burn.limit) * times)
    every = max(60.0, short / 10)
    clock = clock_of(every, 1.0)
    begin = clock.evaluation(long + 600)
    end = begin + clock.evaluation(max(burn.detected(bad), short) + 600 + 2 * every)
    last = end + 2 * short + 1200
    story = of_events(clock, [(begin, 0.0, 1.0), (end, bad, 1.0), (last, 0.0, 1.0)])

    def burns(at: float) -> bool:
        limit = float(burn.limit)
        return min(share(story, long, at).value, share(story, short, at).value) > limit

    moments = [begin + place * every for place in range(math.floor((last - begin) / every))]
    burning = [at for at in moments if burns(at)]
    assert abs(burning[0] - begin - burn.detected(bad)) <= 2 * every
    assert abs(burning[-1] + every - end - burn.calmed(bad)) <= 2 * every
