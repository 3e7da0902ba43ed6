"""Samples of a utilisation: something used, and how much there is of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.samples.exact import exact_clock, rate_of
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.sampler import MEMORY, MeasuredSampler
from taskcenter_monitor.signals.samples.scene import Claim, Reading, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.signals.utilisation import Utilisation
from taskcenter_monitor.vocabulary.samples import STALE, counter, joined, level

_CAPACITY = 0.8
"""Little, so that a guard against none must be one, and no number that percent hides behind."""
_SUDDEN = 3.0

_CAPACITIES = (_CAPACITY, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 100.0)
"""Some with which a limit may be hit exactly."""

Stretch = tuple[float, int]
"""A value in percent, and for how many steps."""


class UtilisationSampler(MeasuredSampler[Utilisation]):
    """A gauge, or a counter of work, over a capacity that does not change."""

    capacity = _CAPACITY

    def steady(self, value: float) -> Scene:
        claims = self.lasting(value, self.result)
        count = self.steps_until(claims)
        samples = [*self._shown((value, count)), *self._decoys(count)]
        readings = tuple(
            Reading(at=claims[0].until, name=name, labels=self.result, value=value, within=0.001)
            for name in (recording.name for recording in self.stage.lowered.recordings)
        )
        return Scene(name="steady", samples=tuple(samples), claims=claims, readings=readings)

    def at_limit(self, value: float) -> Iterator[Scene]:
        if not self.window:
            yield self.steady(value)
            return
        clock = exact_clock(self.window)
        exact = UtilisationSampler(self.signal, self.stage.at(clock), self.watch)
        for capacity in _CAPACITIES:
            exact.capacity = capacity
            if 100 * rate_of(value / 100 * capacity, self.window) / capacity == value:
                yield replace(exact.steady(value), step=clock.step, every=clock.every)
                return

    @classmethod
    def usual_limit(cls, signal: Utilisation, around: Surroundings) -> float:
        del signal, around
        return 50.0

    def outbreak(self) -> Scene:
        counts = self.clock.count(self.bad), self.clock.count(self.end - self.bad)
        samples = tuple(self._shown((self._extreme, counts[0]), (self._normal, counts[1])))
        kept = self.window * MEMORY if self.watch.operator == ">" else 0.0
        good = ((self.result, self._normal),)
        claims = (
            self._bad(self.first, self.bad - self.clock.every + kept),
            Claim(since=self.forgotten, until=self.end, values=good),
        )
        return Scene(name="an outbreak and its end", samples=samples, claims=claims)

    def shapes(self) -> Iterator[Scene]:
        yield self.nothing("no series", ())
        count = self.clock.count(self.settled + self.hold) + 3
        used, capacity = self._shown((self._extreme or 1.0, count))
        unlimited = Sample(capacity.series, level(0.0, count))
        yield self.nothing("an unlimited capacity", (used, unlimited))
        yield self.nothing("no capacity is known", (used,))
        yield self.nothing("nothing is known to be used", (capacity,))
        yield self._failed_scrape()
        yield self._vanishing()
        if self.window:
            yield self._restart()

    def _failed_scrape(self) -> Scene:
        """The capacity is not there for a moment, so what was pending begins again."""
        every = self.clock.every
        at = self.clock.evaluation(max(2 * every, self.watch.soonest / 2))
        end = self.clock.evaluation(at + every + self.hold)
        before, after = self.clock.count(at), self.clock.count(end - at) + 1
        used, capacity = self._shown((self._extreme, before + after))
        broken = joined([level(self.capacity, before), STALE, level(self.capacity, after)])
        claim = self._bad(at + every, end)
        samples = (used, Sample(capacity.series, broken))
        return Scene(name="one scrape fails", samples=samples, claims=(claim,))

    def _vanishing(self) -> Scene:
        count = self.clock.count(self.bad)
        samples = tuple(
            Sample(one.series, joined([one.values, STALE]))
            for one in self._shown((self._extreme, count))
        )
        claims = (
            self._bad(self.first, self.bad - self.clock.every),
            Claim(since=self.forgotten, until=self.end),
        )
        return Scene(name="the instance vanishes", samples=samples, claims=claims)

    def _restart(self) -> Scene:
        """The counter of work begins again, and nothing was lost or gained."""
        value = self.short(self.watch.innermost)
        claims = self.lasting(value, self.result)
        count = self.steps_until(claims)
        slope = self._slope(value)
        used, capacity = self._shown((value, count))
        rest = counter((slope, count - count // 2), start=slope)
        values = joined([counter((slope, count // 2), start=slope * 1000), rest])
        samples = (Sample(used.series, values), capacity)
        return Scene(name="the process restarts", samples=samples, claims=claims)

    def _shown(self, *stretches: Stretch) -> tuple[Sample, Sample]:
        """What is used and the capacity, one after the other in these stretches."""
        total = sum(count for _, count in stretches) + 1
        used = self._used(self._labels, stretches)
        capacity = self.stage.labels(self.signal.capacity, given=self._labels)
        return used, sample(self.signal.capacity.metric, capacity, level(self.capacity, total))

    def _used(self, labels: Labels, stretches: tuple[Stretch, ...]) -> Sample:
        if self.window:
            slopes = [(self._slope(value), count) for value, count in stretches]
            return sample(self.signal.used.metric, labels, counter(*slopes))
        used = [level(value / 100 * self.capacity, count) for value, count in stretches]
        values = joined(used)
        return sample(self.signal.used.metric, labels, values)

    def _decoys(self, count: int) -> Iterator[Sample]:
        """Series of both metrics that one matcher should keep out."""
        for labels in self.stage.decoys(self.signal.used):
            yield self._used(labels, ((self._extreme or 1.0, count),))
        for labels in self.stage.decoys(self.signal.capacity):
            yield sample(self.signal.capacity.metric, labels, level(self.capacity, count))

    def _bad(self, since: float, until: float) -> Claim:
        values = ((self.result, self._extreme),)
        return Claim(since=since, until=until, values=values, sharp=True, exact=not self.window)

    def _slope(self, value: float) -> float:
        return value / 100 * self.capacity * self.clock.step

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        return self.stage.result(self._labels, self.signal.carried(self.stage.around))

    @property
    def _labels(self) -> Labels:
        # Both metrics must have them alike to meet.
        return self.stage.labels(self.signal.used, self.signal.capacity)

    @property
    def _extreme(self) -> float:
        if self.watch.operator == "<":
            return 0.0
        sudden = _SUDDEN * self.window / self.clock.step if self.window else 1.2
        return self.watch.outermost * sudden

    @property
    def _normal(self) -> float:
        return 0.0 if self.watch.operator == ">" else self.watch.innermost * _SUDDEN
