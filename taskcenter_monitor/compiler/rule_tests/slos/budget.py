"""The test of what is recorded of a budget: a whole period, looked at now and then.

promtool keeps no more than 10,000 samples of a query, and a month at every minute takes it a
minute. Sums over sums come out alike however seldom they are added up.
"""

from __future__ import annotations

from taskcenter_monitor.compiler.rule_tests.slos.asserting import Assertions
from taskcenter_monitor.compiler.rule_tests.slos.story import SPARSE, Known, Story
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject, usual
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.slos import Slo
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS
from taskcenter_monitor.vocabulary.names import (
    SLO_ATTAINED,
    SLO_BURN_RATE,
    SLO_OBJECTIVE,
    SLO_PROJECTED,
    SLO_REMAINING,
)

_LOOKS = 30
"""Evaluations within a period."""
_IDLE = 20.0
"""How many times less happens while everything is bad."""
_SAME = 1e-9


def budget_test(subject: Subject) -> RuleTest:
    """A bad and idle tenth of a period, a clean rest; when it has left, the budget burns again."""
    slo = subject.slo
    every = max(1.0, slo.seconds / _LOOKS // BASE_SECONDS) * BASE_SECONDS
    clock = Clock(SPARSE, every)
    bad = clock.evaluation(slo.seconds / 10)
    seen, left = (clock.evaluation(slo.seconds * part) for part in (0.8, 1.2))
    end = left + 2 * every
    burning = min(1.0, 2 * _budget(slo))
    speed = usual(clock)
    told = subject.story(
        clock, (bad, 1.0, speed / _IDLE), (left, 0.0, speed), (end, burning, speed)
    )
    all_of_it = Assertions(subject, told)
    for at in (seen, left, end):
        _attained(all_of_it, at)
    for at in (seen, end):
        _pace(all_of_it, at)
    name = "the budget of a period"
    return all_of_it.test(name, slo.origin.at_key(), subject.samples(told))


def _attained(all_of_it: Assertions, at: float) -> None:
    """What a period has taken of the budget."""
    slo, story_told = all_of_it.subject.slo, all_of_it.story
    share = _share(story_told, slo.seconds, at)
    all_of_it.near(all_of_it.subject.share(slo.period), at, share, Known(0.0, _SAME))
    _tells(all_of_it, SLO_ATTAINED, at, share.scaled(-1, 1), Known(1.0, _SAME))
    left = share.scaled(-1 / _budget(slo), 1)
    _tells(all_of_it, SLO_REMAINING, at, left, Known(1.0, _SAME))
    objective = Known(1 - _budget(slo), _SAME)
    all_of_it.alone(SLO_OBJECTIVE, at, objective, {"slo": slo.name})


def _pace(all_of_it: Assertions, at: float) -> None:
    """How fast it goes, over the shortest and the longest of the long windows."""
    slo, story_told = all_of_it.subject.slo, all_of_it.story
    shortest, longest = (slo.windows[place].burn.long for place in (0, -1))
    pace = _share(story_told, shortest, at).scaled(1 / _budget(slo))
    _tells(all_of_it, SLO_BURN_RATE, at, pace, Known(0.0, _SAME))
    ahead = _share(story_told, longest, at).scaled(-1 / _budget(slo), 1)
    _tells(all_of_it, SLO_PROJECTED, at, ahead, Known(1.0, _SAME))


def _tells(all_of_it: Assertions, name: str, at: float, own: Known, other: Known) -> None:
    all_of_it.near(name, at, own, other, {"slo": all_of_it.subject.slo.name})


def _share(story_told: Story, seconds: float, at: float) -> Known:
    known = story_told.share(seconds, at)
    if known is None:
        raise AssertionError("something happens in every window of the story")
    return known


def _budget(slo: Slo) -> float:
    return float(slo.windows[0].burn.budget)
