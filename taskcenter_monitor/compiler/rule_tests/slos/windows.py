"""Tests of one burn-rate window: when it fires, when it is quiet again, and what it needs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.setting import Numbered
from taskcenter_monitor.compiler.rule_tests.slos.asserting import Assertions
from taskcenter_monitor.compiler.rule_tests.slos.gate import gate_test
from taskcenter_monitor.compiler.rule_tests.slos.looks import look_tests
from taskcenter_monitor.compiler.rule_tests.slos.story import Story, clock_of
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject, usual
from taskcenter_monitor.compiler.rule_tests.slos.telling import GRAIN, even_clock, told_test
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.slos import SloWindow
from taskcenter_monitor.signals.samples.sampler import BEYOND, SHORT
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS

_BURST = 4.0
"""How far beyond the limit an outage lies, so that a long window takes a quarter to see it."""
_MUCH = 1.3
"""The same where the long window shall only just not see enough of it."""
_IDLE = 20.0
"""How many times less happens when hardly anything does."""
_SLACK = 2
"""Evaluations around a computed time in which either may be the case."""


class WindowTests:
    """All tests of one window of one SLO."""

    def __init__(self, subject: Subject, window: SloWindow) -> None:
        self.subject = subject
        self.window = window
        self.burn = window.burn
        self.rule: Numbered = subject.rule(window)
        self.limit = float(window.burn.limit)
        self.clock = clock_of(subject.interval, window.burn.short / GRAIN / subject.interval)
        self.every = self.clock.every
        self.usual = usual(self.clock)

    def tests(self) -> Iterator[RuleTest]:
        """Each with the name of the window."""
        yield self._outage()
        if self.subject.slo.counts_time:
            yield from look_tests(self.subject, self.window, self.clock)
        else:
            yield self._just_beyond()
            yield self._just_short()
            yield gate_test(self.subject, self.window, self.clock)
        yield told_test(self.subject, self.window)

    def _outage(self) -> RuleTest:
        """It fires and is quiet again when the runbook says.

        A short outage comes first and has left the long window when the second one begins. It is
        over at once for the short window, which keeps the alert quiet. At last hardly anything
        happens, all of it bad, and then nothing at all.
        """
        bad = 1.0 if self.subject.slo.counts_time else min(1.0, self.limit * _BURST)
        is_counted = not self.subject.slo.counts_time
        long, short, usual = self.burn.long, self.burn.short, self.usual
        blip = self._at(min(long / 6, max(long * self.limit / bad / 2, self.every)))
        begin = self._at(blip + long + self.burn.keep + BASE_SECONDS) + 2 * self.every
        fired = begin + self.burn.detected(bad)
        end = self._at(max(fired + self._waited + 4 * self.every, begin + short + 600))
        calm = end + self.burn.calmed(bad)
        over = self._at(calm) + (_SLACK + 1) * self.every
        late = over + max(self._at(short / 2), 2 * self.every)
        still = late + self._at(short + BASE_SECONDS + self.burn.keep) + 2 * self.every
        told = self.subject.story(
            self.clock,
            (blip, bad, usual),
            (begin, 0.0, usual),
            (end, bad, usual),
            (over, 0.0, usual),
            *(((late, 1.0, usual / _IDLE), (still, 1.0, 0.0)) if is_counted else ()),
        )
        all_of_it = Assertions(self.subject, told)
        gone = blip + short + self.burn.keep + 2 * self.every + BASE_SECONDS
        self._is_over(all_of_it, self._at(max(long * 2 / 3, gone)))
        self._fires(all_of_it, begin + self.burn.detected(bad) - self.burn.wait)
        all_of_it.firing(self.rule, self._before(calm) - _SLACK * self.every)
        all_of_it.quiet(self.rule, over)
        for at in (begin, end, over, late, still):
            if at <= told.until:
                self._shares(all_of_it, at)
        all_of_it.quiet(self.rule, told.until)
        return self._test(all_of_it, "an outage and its end")

    def _is_over(self, all_of_it: Assertions, at: float) -> None:
        """The long window still sees what the short one has forgotten."""
        all_of_it.quiet(self.rule, at)
        self._shares(all_of_it, at)

    def _fires(self, all_of_it: Assertions, crossed: float) -> None:
        """Quiet until both windows are beyond the limit, then pending, then firing."""
        before, after = self._before(crossed), self._at(crossed)
        all_of_it.quiet(self.rule, before - _SLACK * self.every)
        seen, firing = after + _SLACK * self.every, before + self._waited - _SLACK * self.every
        if seen < firing:
            all_of_it.pending(self.rule, seen)
            all_of_it.pending(self.rule, firing - self.every)
        all_of_it.firing(self.rule, after + self._waited + _SLACK * self.every)

    def _just_beyond(self) -> RuleTest:
        """Always a little too much: it is seen at once, waited for to the end, and told of."""
        share = min(self.limit * BEYOND, (self.limit + 1) / 2)
        first = self.every
        fires = first + self._waited
        end = fires + 2 * self.every
        told = self.subject.story(self.clock, (end, share, self.usual))
        all_of_it = Assertions(self.subject, told)
        if self._waited:
            all_of_it.pending(self.rule, fires - self.every)
        all_of_it.firing(self.rule, fires)
        all_of_it.firing(self.rule, end)
        return self._test(all_of_it, "just beyond the limit")

    def _just_short(self) -> RuleTest:
        """Only one of both windows is beyond the limit, and the other one just short of it.

        Little, then too much, for so long that the long window sees nearly enough of it; more of
        that, which both see; and then nearly enough, which is all that the short one still sees.
        """
        much = min(self.limit * _MUCH, (self.limit + 1) / 2)
        near = self.limit * SHORT
        clock = even_clock(self.subject, self.window)
        part = (self.burn.short // clock.every + 2) * clock.every
        seen, calm = 2 * part, 5 * part + clock.evaluation(self.burn.keep)
        told = self.subject.story(
            clock,
            (part, 2 * near - much, usual(clock)),
            (4 * part, much, usual(clock)),
            (calm, near, usual(clock)),
        )
        all_of_it = Assertions(self.subject, told)
        for at in (part, seen, calm):
            if self._is_short(told, at):
                all_of_it.quiet(self.rule, at)
        return self._test(all_of_it, "just short of the limit")

    def _is_short(self, told: Story, at: float) -> bool:
        """Whether one of both windows is short of the limit, whatever Prometheus reckons with."""
        known = (told.share(one, at) for one in (self.burn.long, self.burn.short))
        return any(one is None or one.value + one.within < self.limit for one in known)

    def _shares(self, all_of_it: Assertions, at: float) -> None:
        all_of_it.share(self.window.long, self.burn.long, at)
        all_of_it.share(self.window.short, self.burn.short, at)

    @property
    def _waited(self) -> float:
        """The `for` in whole evaluations."""
        return self._at(self.burn.wait)

    def _at(self, seconds: float) -> float:
        return self.clock.evaluation(seconds)

    def _before(self, seconds: float) -> float:
        """The last evaluation at or before a moment."""
        return math.floor(round(seconds / self.every, 9)) * self.every

    def _test(self, all_of_it: Assertions, shown: str) -> RuleTest:
        name = f"{self.window.name} window, {shown}"
        return all_of_it.test(name, self.window.origin, self.subject.samples(all_of_it.story))
