"""The test of when a budget is told at all: not before enough has happened to tell."""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.slos.asserting import Assertions
from taskcenter_monitor.compiler.rule_tests.slos.story import Known, clock_of
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.signals.samples.counting import at_least
from taskcenter_monitor.vocabulary.names import SLO_ATTAINED, SLO_BURN_RATE, SLO_PROJECTED

_LOOKS = 60
"""Evaluations until a period has seen enough: each adds less than two in a hundred."""
_NEAR = 0.03
"""How near to enough it is looked at, as a part of it."""

Series = tuple[str, float, float]
"""A recorded name, the seconds of the window that it looks at, and the events that it needs."""


def believed_tests(subject: Subject) -> Iterator[RuleTest]:
    """Events that are all good come evenly, until each of the series is there.

    Of several groups the others would have enough from the beginning; where seconds are counted
    each of them is an event, and nothing is waited for.
    """
    slo = subject.slo
    if slo.counts_time or subject.others:
        return
    first, last = slo.windows[0].burn, slo.windows[-1].burn
    needed = math.ceil(last.least / last.budget)
    series: tuple[Series, ...] = (
        (SLO_ATTAINED, slo.seconds, needed),
        (SLO_BURN_RATE, first.long, first.needed),
        (SLO_PROJECTED, last.long, last.needed),
    )
    clock = clock_of(subject.interval, 1.0)
    speed = at_least(needed * clock.step / (subject.interval * _LOOKS)) / clock.step
    told = subject.story(clock, (2 * _LOOKS * clock.every, 0.0, speed))
    all_of_it = Assertions(subject, told)
    for one in series:
        _is_told(all_of_it, one)
    yield all_of_it.test("enough for a budget", slo.origin.at_key(), subject.samples(told))


def _is_told(all_of_it: Assertions, series: Series) -> None:
    """Nothing just before there is enough, and a value just after."""
    name, window, needed = series
    story, every = all_of_it.story, all_of_it.story.clock.every
    least = needed / all_of_it.subject.interval
    moments = [place * every for place in range(1, 2 * _LOOKS)]
    before = [at for at in moments if story.total(window, at)[1] < least * (1 - _NEAR)]
    after = [at for at in moments if story.total(window, at)[0] > least * (1 + _NEAR)]
    if before and after and before[-1] < after[0]:
        all_of_it.silent(name, before[-1])
        value = 0.0 if name == SLO_BURN_RATE else 1.0
        all_of_it.alone(name, after[0], Known(value, 1e-9), {"slo": all_of_it.subject.slo.name})
