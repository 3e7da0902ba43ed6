"""The test of the gate of a window: how many events it takes before anybody is told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from taskcenter_monitor.compiler.rule_tests.moments import FIRING, PENDING
from taskcenter_monitor.compiler.rule_tests.slos.asserting import Assertions
from taskcenter_monitor.compiler.rule_tests.slos.story import Story, of_events
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.slos import SloWindow
from taskcenter_monitor.signals.samples.counting import at_least
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS, Burn

_FULL = 0.75
"""The part of a long window that must be full before it has its events, or less of it."""
_FEW, _ENOUGH = 0.95, 1.05
"""Parts of the events that are needed which are too few for certain, and enough."""
_LAST = 2
"""Evaluations at the end in which a little happens, so that there is a share at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """A story in which everything is bad, and when its gate opens and closes.

    `shut` is the last evaluation with too few events at first, `state` what the alert must be at
    `asked`. At the end of the story there are too few events again.
    """

    story: Story
    shut: float
    asked: float
    state: str


def gate_test(subject: Subject, window: SloWindow, clock: Clock) -> RuleTest:
    """Everything fails; it is told of as soon as there is enough of it, and no longer."""
    turns = turns_of(window.burn, subject.interval, clock)
    all_of_it = Assertions(subject, turns.story)
    rule = subject.rule(window)
    all_of_it.quiet(rule, turns.shut)
    all_of_it.state(rule, turns.asked, turns.state)
    all_of_it.quiet(rule, turns.story.until)
    name = f"{window.name} window, enough events, then too few"
    return all_of_it.test(name, window.origin, subject.samples(turns.story))


def turns_of(burn: Burn, interval: float, clock: Clock) -> Turns:
    """Both turns by the sums themselves: whole events make the gate open sooner or later.

    Nothing happens once it has fired, until the events have left the window.
    """
    every, speed = clock.every, _speed(burn, interval, clock)
    always = of_events(clock, [(2 * burn.long, 1.0, speed)])

    def counted(story: Story, at: float) -> tuple[float, float]:
        least, most = story.total(burn.long, at)
        return interval * least / burn.needed, interval * most / burn.needed

    opened = _first(clock, 0.0, burn.long, lambda at: counted(always, at)[0] >= _ENOUGH)
    shut = _first(clock, 0.0, opened, lambda at: counted(always, at)[1] > _FEW) - every
    # It opens behind `shut` and at `opened` at the latest.
    waits = opened - shut - every < burn.wait
    asked = opened if waits else opened + clock.evaluation(burn.wait)

    def until(closed: float, end: float) -> Story:
        still = closed - _LAST * every
        return of_events(
            clock, [(asked, 1.0, speed), (still, 1.0, 0.0), (end, 1.0, at_least(0.0) / clock.step)]
        )

    soonest = asked + (_LAST + 1) * every
    closed = _first(
        clock, soonest, asked + burn.long, lambda at: counted(until(at, at), at)[1] <= _FEW
    )
    end = closed + clock.evaluation(burn.keep)
    return Turns(
        story=until(closed, end), shut=shut, asked=asked, state=PENDING if waits else FIRING
    )


def _speed(burn: Burn, interval: float, clock: Clock) -> float:
    """Events in a second that fill the window with enough of them when most of it is full."""
    evaluations = burn.long // clock.every * _FULL
    return at_least(burn.needed * clock.step / (interval * evaluations)) / clock.step


def _first(clock: Clock, since: float, until: float, holds: Callable[[float], bool]) -> float:
    """The first evaluation from one moment to another at which something holds for good.

    The range is widened by the base window, for which rates lag behind.
    """
    first = clock.count(since) * clock.step
    count = int((until + BASE_SECONDS - first) // clock.every) + 2
    place = bisect_left(range(count), True, key=lambda place: holds(first + place * clock.every))
    return first + place * clock.every
