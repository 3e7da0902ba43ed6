"""Tests of a window where every second is an event: outages that are just too long, or just not.

A gauge is looked at every 15 seconds, so a share of time is a number of looks.
"""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.moments import FIRING, PENDING
from taskcenter_monitor.compiler.rule_tests.slos.asserting import Assertions
from taskcenter_monitor.compiler.rule_tests.slos.story import Story
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.slos import SloWindow
from taskcenter_monitor.signals.availability import LOOKS_EVERY
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS


def look_tests(subject: Subject, window: SloWindow, clock: Clock) -> Iterator[RuleTest]:
    """The longest outage that is not too long, and the shortest that is."""
    fine = Clock(LOOKS_EVERY, clock.every)
    begin = fine.evaluation(window.burn.long + BASE_SECONDS) + fine.every
    most = fine.count(window.burn.long * float(window.burn.limit))
    rule = subject.rule(window)
    looks, told = most, _outage(subject, fine, begin, most)
    while looks and _side(told, window, begin) >= 0:
        looks -= 1
        told = _outage(subject, fine, begin, looks)
    all_of_it = Assertions(subject, told)
    for later in range(3):
        all_of_it.quiet(rule, begin + later * fine.every)
    name = f"{window.name} window, an outage that is just short enough"
    yield all_of_it.test(name, window.origin, subject.samples(told))
    while _side(told, window, begin) <= 0:
        looks += 1
        told = _outage(subject, fine, begin, looks)
    all_of_it = Assertions(subject, told)
    waits = window.burn.wait > fine.every
    all_of_it.state(rule, begin, PENDING if waits else FIRING)
    name = f"{window.name} window, an outage that is just too long"
    yield all_of_it.test(name, window.origin, subject.samples(told))


def _outage(subject: Subject, clock: Clock, until: float, looks: int) -> Story:
    """Good for long, then bad for so many looks, which the evaluation at its end sees."""
    return subject.story(
        clock,
        (until - looks * LOOKS_EVERY, 0.0, 1.0),
        (until, 1.0, 1.0),
        (until + 3 * clock.every, 0.0, 1.0),
    )


def _side(told: Story, window: SloWindow, at: float) -> int:
    """1 where it is beyond the limit for certain, -1 where it is not, 0 where nobody can tell.

    Rates that overlap go on to rise for one base window.
    """
    limit = float(window.burn.limit)
    sides = []
    for later in range(int(BASE_SECONDS // told.clock.every) + 1):
        moment = at + later * told.clock.every
        known = [told.share(one, moment) for one in (window.burn.long, window.burn.short)]
        beyond = [one is not None and one.value - one.within > limit for one in known]
        short = [one is None or one.value + one.within < limit for one in known]
        sides.append(1 if all(beyond) else -1 if any(short) else 0)
    if sides[0] > 0:
        return 1
    return -1 if max(sides) < 0 else 0
