"""Tests of a window where every second is an event: outages that are just too long, or just not.

A gauge is looked at every 15 seconds, so a share of time is a number of looks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from taskcenter_monitor.compiler.rule_tests.moments import FIRING, PENDING
from taskcenter_monitor.compiler.rule_tests.slos.asserting import Assertions
from taskcenter_monitor.compiler.rule_tests.slos.story import NOISE, Story
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.slos import SloWindow
from taskcenter_monitor.signals.availability import LOOKS_EVERY
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS


def look_tests(subject: Subject, window: SloWindow, clock: Clock) -> Iterator[RuleTest]:
    """The longest outage that is not too long, and the shortest that is."""
    fine = Clock(LOOKS_EVERY, clock.every)
    begin = _looked_at(fine, window.burn.long + BASE_SECONDS)
    most = fine.count(window.burn.long * float(window.burn.limit))
    rule = subject.rule(window)
    looks, told = most, _outage(subject, fine, begin, most)
    while looks and not _is_short(told, window, begin):
        looks -= 1
        told = _outage(subject, fine, begin, looks)
    all_of_it = Assertions(subject, told)
    for later in range(3):
        all_of_it.quiet(rule, begin + later * fine.every)
    name = f"{window.name} window, an outage that is just short enough"
    yield all_of_it.test(name, window.origin, subject.samples(told))
    while not (state := _state(told, window, begin)):
        looks += 1
        told = _outage(subject, fine, begin, looks)
    all_of_it = Assertions(subject, told)
    all_of_it.state(rule, begin, state)
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


def _looked_at(clock: Clock, since: float) -> float:
    """The first evaluation behind a moment at which there is a look as well."""
    both = math.lcm(round(clock.every * 1000), round(LOOKS_EVERY * 1000)) / 1000
    return (since // both + 1) * both


def _is_short(told: Story, window: SloWindow, begin: float) -> bool:
    """Whether one window stays below the limit for certain.

    Rates that overlap go on to rise for one base window.
    """
    later = range(int(BASE_SECONDS // told.clock.every) + 1)
    sides = (_sides(told, window, begin + place * told.clock.every) for place in later)
    return all(side < 0 for found in sides for side in found)


def _state(told: Story, window: SloWindow, at: float) -> str:
    """What the alert is at the end of the outage; "" where Prometheus 2 and 3 may differ."""
    every = told.clock.every
    back = math.ceil(round(window.burn.wait / every, 9))
    seen = [_sides(told, window, at - place * every) for place in range(back + 1)]
    states = {_state_of(sides) for sides in zip(*seen, strict=True)}
    return states.pop() if len(states) == 1 else ""


def _state_of(sides: Sequence[int]) -> str:
    """The same in one of both, from the sides now and at each evaluation that is waited for."""
    if min(sides) > 0:
        return FIRING
    return PENDING if sides[0] > 0 > min(sides) else ""


def _sides(told: Story, window: SloWindow, at: float) -> tuple[int, int]:
    """Prometheus 2 and 3: 1 beyond the limit for certain, -1 below it, 0 where nobody can tell."""
    limit = float(window.burn.limit)
    shares = (told.shares(one, at) or (0.0, 0.0) for one in (window.burn.long, window.burn.short))
    first, second = (_side(min(pair), limit) for pair in zip(*shares, strict=True))
    return first, second


def _side(share: float, limit: float) -> int:
    within = share * NOISE
    return 1 if share - within > limit else -1 if share + within < limit else 0
