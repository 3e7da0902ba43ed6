from __future__ import annotations

import math
from dataclasses import replace

import pytest

from benchmarks.anomaly.incidents import JUDGED, WEEKS, Incident, incidents
from benchmarks.anomaly.judging import Score, alarms, judge, tickets
from benchmarks.anomaly.rivals import RIVALS, adaptive, medians, moving, predicted, robust
from benchmarks.anomaly.shapes import DAY, HOUR, SHAPES, WEEK
from benchmarks.anomaly.table import ALL, CLOCKS, OURS, tables
from benchmarks.anomaly.traffic import Traffic, suite

WEB = SHAPES[0]
STEADY = [10.0] * (WEEKS * WEEK)


def happened(kind: str, begin: int, end: int) -> Incident:
    return Incident(kind=kind, begin=JUDGED + begin, end=JUDGED + end, factor=lambda _: 0.4)


def judged(*told: tuple[int, int], happening: tuple[Incident, ...]) -> Score:
    score = Score()
    traffic = Traffic(name="a", group="", shape=WEB, incidents=happening, counter=())
    judge(score, traffic, [(JUDGED + begin, JUDGED + end) for begin, end in told])
    return score


@pytest.mark.slow
def test_the_same_seeds_give_the_same_traffic_and_others_do_not() -> None:
    once, twice, other = (list(suite([seed], [WEB])) for seed in (1, 1, 2))
    assert [one.counter for one in once] == [one.counter for one in twice]
    assert once[0].counter != other[0].counter
    assert [one.group for one in once] == ["incidents", "clock change", "5 % growth a week"]
    assert {len(one.counter) for one in once} == {WEEKS * WEEK}
    assert all(low <= high for low, high in zip(once[0].counter, once[0].counter[1:], strict=False))


@pytest.mark.parametrize("seed", ["web-1", "low-2", "batch-103"])
def test_every_series_has_the_same_incidents_each_within_its_day(seed: str) -> None:
    happening = [one for one in incidents(seed) if one.begin >= JUDGED]
    kinds = sorted(one.kind for one in happening)
    assert kinds == sorted(
        [*("drop", "step", "leak", "spike") * 2, "outage", "after an outage", "holiday"]
    )
    assert all(one.begin // DAY == (one.end - 1) // DAY for one in happening)
    assert all(one.end <= WEEKS * WEEK for one in happening)


def test_an_alert_waits_and_ends_with_what_is_bad() -> None:
    bad = [False, True, True, True, False, True, False]
    assert alarms(bad, 2) == ((JUDGED + 3, JUDGED + 4),)
    assert alarms(bad, 0) == ((JUDGED + 1, JUDGED + 4), (JUDGED + 5, JUDGED + 6))
    assert alarms([True] * 3, 1) == ((JUDGED + 1, JUDGED + 3),)


def test_alarms_that_are_near_to_each_other_are_one_ticket() -> None:
    told = [(0, 10), (100, 110), (110 + 2 * HOUR, 400)]
    assert list(tickets(told)) == [(0, 110), (110 + 2 * HOUR, 400)]
    assert list(tickets([])) == []


def test_an_incident_is_found_by_an_alarm_that_begins_in_it() -> None:
    drop = happened("drop", 600, 700)
    found = judged((620, 640), (650, 660), happening=(drop,))
    assert (found.delays, found.missed, found.false) == ({"drop": [20]}, {}, 0)
    early = judged((590, 650), happening=(drop,))
    assert (early.delays, early.missed, early.false) == ({}, {"drop": 1}, 1)
    late = judged((716, 720), happening=(drop,))
    assert (late.missed, late.false, late.false_a_week) == ({"drop": 1}, 0, 0)
    assert judged((761, 770), happening=(drop,)).false_a_week == 1 / 4


def test_an_alarm_on_a_holiday_is_false() -> None:
    score = judged((10, 20), (900, 1000), happening=(happened("holiday", 0, DAY),))
    assert (score.false, score.holidays, score.detected) == (2, 2, 0)
    assert math.isnan(score.delay())


@pytest.mark.slow
def test_published_rules_see_a_change_and_get_used_to_it() -> None:
    dropped = [*STEADY]
    dropped[JUDGED + 600 : JUDGED + 1200] = [3.0] * 600
    bad = adaptive(dropped)
    assert not any(bad[:600])
    assert bad[605]
    assert not any(bad[700:1200])
    assert not any(adaptive(STEADY))
    assert robust(dropped)[645]
    assert not any(robust(STEADY))
    assert predicted(dropped)[605]


def test_published_rules_do_not_see_that_traffic_is_gone() -> None:
    gone = [*STEADY[: JUDGED + 600], *[0.0] * (len(STEADY) - JUDGED - 600)]
    assert not any(any(rule(gone)[660:]) for rule in (adaptive, robust, predicted))


def test_ranges_hold_the_last_values() -> None:
    means, spreads = moving([1.0, 3.0, 5.0], 2)
    assert (means, spreads) == ([1.0, 2.0, 4.0], [0.0, 1.0, 1.0])
    assert medians([5.0, 1.0, 3.0, 9.0], 3) == [5.0, 3.0, 3.0, 3.0]


def test_a_shape_grows_as_fast_as_it_should() -> None:
    quiet = [replace(WEB, growth=0.0, noise=0.0)]
    *_, fast = suite([1], quiet)
    week = [fast.counter[(number + 1) * WEEK - 1] for number in range(WEEKS)]
    growth = (week[7] - week[6]) / (week[6] - week[5])
    assert growth == pytest.approx(1.05, abs=0.01)


def test_what_the_first_figures_leave_out_is_said_beside_them() -> None:
    scores = {
        group: {
            rule: Score(weeks=4, false=number, holidays=number + 1)
            for number, rule in enumerate((OURS, *RIVALS))
        }
        for group in (ALL, CLOCKS)
    }
    shown = "\n".join(tables(scores))
    names = "(anomaly) against"
    assert f"where clocks change, 0.00 {names} 0.25, 0.50, 0.75 (published rules)." in shown
    assert f"alarms on holidays, 1 {names} 2, 3, 4 (published rules)." in shown
