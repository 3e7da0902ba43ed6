"""The test of what a burn-rate alert tells people: the share over its long window, and no other."""

from __future__ import annotations

import math

from taskcenter_monitor.compiler.rule_tests.slos.asserting import Assertions
from taskcenter_monitor.compiler.rule_tests.slos.story import Story, clock_of
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject, usual, whole
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.slos import SloWindow
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS

GRAIN = 8.0
"""Evaluations of a short window that are enough to tell when it is over."""
_FIRST = 3.0
"""How far beyond the limit an outage is at first."""
_ROOM = 0.5
"""The same where the limit is near to 1, as a part of what lies beyond it."""
_THEN = (1.2, 1.21, 1.19, 1.22, 1.18)
"""The same later on: the first that can be printed without doubt is taken."""


def told_test(subject: Subject, window: SloWindow) -> RuleTest:
    """Much is bad at first and less later, so that the long window shows more than the short one.

    Each evaluation sees a base window of one stretch alone: what comes out is exact.
    """
    tests = [_told(subject, window, then) for then in _THEN]
    return next((one for one in tests if one.alerts), tests[0])


def even_clock(subject: Subject, window: SloWindow) -> Clock:
    """A clock whose evaluations each see a base window of their own."""
    times = max(window.burn.short / GRAIN, BASE_SECONDS) / subject.interval
    return clock_of(subject.interval, math.ceil(round(times, 9)))


def _told(subject: Subject, window: SloWindow, then: float) -> RuleTest:
    clock = even_clock(subject, window)
    limit = float(window.burn.limit)
    # What burned at first must be over for those windows that do not burn later on.
    kept = clock.evaluation(max(one.burn.keep for one in subject.slo.windows))
    forgets = (window.burn.short // clock.every + 2) * clock.every + kept
    end = max(2 * forgets, clock.evaluation(window.burn.wait) + 2 * clock.every)
    # A long window that does not hold both of them would not be exact.
    first = end - forgets if end < window.burn.long else 0.0
    # Near to 1 there is less room beyond the limit.
    rooms = (limit + (1 - limit) * part for part in (_ROOM, then - 1))
    shares = [
        whole(min(limit * one, room)) for one, room in zip((_FIRST, then), rooms, strict=True)
    ]
    speed = usual(clock)
    told = subject.story(clock, (first, shares[0], speed), (end, shares[1], speed))
    all_of_it = Assertions(subject, told)
    all_of_it.firing(subject.rule(window), end)
    firing = [one for one in subject.slo.windows if _fires(told, one, end)]
    values = [told.exact(one.burn.long, end) for one in firing]
    known = [value for value in values if value is not None]
    if len(known) == len(values):
        all_of_it.tells([subject.rule(one) for one in firing], end, known)
    name = f"{window.name} window, what it tells"
    return all_of_it.test(name, window.origin, subject.samples(told))


def _fires(told: Story, window: SloWindow, at: float) -> bool:
    """Whether this or another window has been beyond its limit for as long as it waits."""
    every = told.clock.every
    back = math.ceil(round(window.burn.wait / every, 9))
    return at > back * every and all(
        _is_beyond(told, window, at - place * every) for place in range(back + 1)
    )


def _is_beyond(told: Story, window: SloWindow, at: float) -> bool:
    limit = float(window.burn.limit)
    shares = (told.share(seconds, at) for seconds in (window.burn.long, window.burn.short))
    return all(share is not None and share.value > limit for share in shares)
