"""Samples of a forecast: gauges on straight lines to their limit, and on other ways."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.forecast import LAST, POINTS, Forecast
from taskcenter_monitor.signals.samples.course import CAPACITY, Course
from taskcenter_monitor.signals.samples.labels import Labels, NoExampleError
from taskcenter_monitor.signals.samples.sampler import MeasuredSampler, named
from taskcenter_monitor.signals.samples.scene import Claim, Clock, Limit, Reading, Scene, Watch
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.samples import STALE, counter, joined, level

_MOST, _NEAR, _NEARER = 0.95, 0.5, 0.02
"""How much is left, as a part of what an alert minds."""
_APART = 0.04
"""How far a forecast stays away from limits of other severities, as a part of them."""
_SLOWEST = 120.0
"""Seconds between two samples at most: one that is missing must not leave a gap."""
_TEETH = 6
"""Teeth of a saw within one window: no line explains more than a small part of them."""


class ForecastSampler(MeasuredSampler[Forecast]):
    """A gauge that reaches its limit, comes nearer to it, or does not.

    On a straight line a forecast is a second less with every second, so it is beyond a threshold
    from some moment on, or short of it until some moment.
    """

    grain: ClassVar[int] = POINTS

    def __init__(self, signal: Forecast, stage: Stage, watch: Watch) -> None:
        super().__init__(signal, stage.at(_fine(stage.clock, signal.resolution)), watch)
        self._course = Course(signal, self.stage)

    @classmethod
    def usual_limit(cls, signal: Forecast, around: Surroundings) -> float:
        del around
        return signal.horizon / 10

    def steady(self, value: float) -> Scene:
        raise NoExampleError(f"no forecast stays at {value:g} s: it is less with every second")

    def sudden(self) -> Iterator[Scene]:
        for scene in (self.outbreak(), self._failed_scrape(), self._vanishing()):
            yield replace(scene, step=self.clock.step)

    def calm(self) -> Iterator[Scene]:
        for scene in (*self._crossings(), *self.shapes()):
            yield replace(scene, step=self.clock.step)

    def _crossings(self) -> Iterator[Scene]:
        for limit in self.watch.limits:
            for words, value in (
                ("beyond", self.beyond(limit.value)),
                ("short of", self.short(limit.value)),
            ):
                scene = self._approach(value, limit, self.known)
                yield named(f"just {words} {limit.text}", scene, limit)

    def outbreak(self) -> Scene:
        """The limit is reached, for which nothing has to be known of the past."""
        bad = self._lasting_for
        end = self.clock.evaluation(bad + self.watch.keep + 4 * self.clock.every)
        before, after = self.clock.count(bad), self.clock.count(end - bad) + 1
        values = joined([level(self._course.at(0.0), before), level(self._course.at(1.0), after)])
        claims = (
            self._reached(0.0, bad - self.clock.every),
            Claim(since=bad + self.clock.every, until=end),
        )
        samples = tuple(self._series(values))
        return Scene(name="the limit is reached, and left again", samples=samples, claims=claims)

    def _failed_scrape(self) -> Scene:
        """What was last known stands in for a sample that is missing."""
        half = self.clock.count(self.watch.soonest / 2) + 1
        values = joined(
            [level(self._course.at(0.0), half), STALE, level(self._course.at(0.0), half)]
        )
        until = self.clock.evaluation(2 * half * self.clock.step)
        samples = tuple(self._series(values))
        claims = (self._reached(0.0, until),)
        return Scene(name="one scrape fails", samples=samples, claims=claims)

    def _vanishing(self) -> Scene:
        bad = self._lasting_for
        gone = bad + parse_duration(LAST) + 2 * self.clock.every
        values = joined([level(self._course.at(0.0), self.clock.count(bad)), STALE])
        claims = (
            self._reached(0.0, bad - self.clock.every),
            Claim(since=gone, until=self.clock.evaluation(gone + self.watch.keep + 60)),
        )
        samples = tuple(self._series(values))
        return Scene(name="the instance vanishes", samples=samples, claims=claims)

    def shapes(self) -> Iterator[Scene]:
        count = self.clock.count(self.settled + self.hold) + 3
        still = level(self._course.at(_NEARER * self._course.minded), count)
        yield self.nothing("no series", ())
        yield self.nothing("little is left, and that stays", self._series(still))
        yield self._leaving(count)
        yield self._jump()
        yield self._saw()
        yield self._out_of_sight()
        yield self._in_sight()
        yield self._young()
        if self.signal.max_left is not None and self.watch.operator == "<":
            yield self._much_left()
        if self.signal.capacity is not None:
            yield from self._capacities(count)
        if self.signal.by is not None and "instance" not in self.signal.by:
            yield self._slower_replica()

    def _approach(self, value: float, limit: Limit, known: float) -> Scene:
        """From `known` on below a limit, or above it until it was long enough to be noticed."""
        until = self.clock.evaluation(known + self.hold + 2 * self.clock.every)
        others = [one.value for one in self.watch.limits]
        if value < limit.value:
            reached = known + value
            lower = max((one for one in others if one < value), default=-until)
            until = min(until, reached - lower * (1 + _APART))
            since = known
        else:
            reached = until + value
            higher = min((one for one in others if one > value), default=2 * reached)
            since = max(known, reached - higher * (1 - _APART))
        claim = Claim(since=since, until=until, values=((self._course.result, value),))
        return self._on_line(reached, claim)

    def _on_line(self, reached: float, claim: Claim) -> Scene:
        """A straight line to the limit, and decoys that are there already."""
        count = self.clock.count(claim.until) + 2
        fullest = _MOST * self._course.minded * reached / (reached - claim.since)
        values = self._course.line(reached, count, fullest)
        samples = [*self._series(values)]
        for labels in self.stage.decoys(self.signal.metric):
            samples += self._of(labels, level(self._course.at(0.0), count))
        readings = tuple(self._readings(reached, self.clock.evaluation(claim.since)))
        return Scene(name="", samples=tuple(samples), claims=(claim,), readings=readings)

    def _readings(self, reached: float, at: float) -> Iterator[Reading]:
        value = reached - at
        if not 0 < value < self.signal.horizon:
            return
        for recording in self.stage.lowered.recordings:
            yield Reading(
                at=at,
                name=recording.name,
                labels=self._course.result,
                value=value,
                within=value / 1000,
            )

    def _leaving(self, count: int) -> Scene:
        """As fast as another one comes nearer, it goes away."""
        step = self._course.step(self._course.minded * _NEARER / count)
        values = counter((-step, count), start=self._course.at(self._course.minded * _NEARER))
        return self.nothing("the limit is left behind", self._series(values))

    def _jump(self) -> Scene:
        """A line through a single jump would reach the limit soon, but explains too little."""
        count = self.clock.count(self.settled) + 1
        share = self._course.minded
        values = joined([level(self._course.at(one * share), count) for one in (_NEAR, _NEARER)])
        half = self.clock.evaluation(self.settled + self.window / 2)
        claim = Claim(since=0.0, until=half)
        samples = tuple(self._series(values))
        return Scene(name="much is taken at once", samples=samples, claims=(claim,))

    def _saw(self) -> Scene:
        tooth = self.clock.count(self.window / _TEETH)
        step = self._course.step(self._course.minded * _NEAR / tooth)
        one = counter(
            (step, tooth - 1), start=self._course.at(self._course.minded * (_NEAR + _NEARER))
        )
        times = self.clock.count(self.settled + self.hold) // tooth + 2
        return self.nothing("it is cleaned up again and again", self._series(joined([one] * times)))

    def _out_of_sight(self) -> Scene:
        until = self.clock.evaluation(self.settled + self.hold)
        scene = self._on_line(self.signal.horizon * 1.1 + until, Claim(since=0.0, until=until))
        silent = tuple((until, one.name) for one in self.stage.lowered.recordings)
        return replace(scene, name="the limit is out of sight", silent=silent)

    def _in_sight(self) -> Scene:
        """Far away, but not too far to be told."""
        value = self.signal.horizon * (1 - _APART)
        until = self.clock.evaluation(self.known + self.hold)
        claim = Claim(since=self.known, until=until, values=((self._course.result, value),))
        return replace(self._on_line(self.known + value, claim), name="the limit comes in sight")

    def _young(self) -> Scene:
        """A line is believed only once there is enough of it."""
        spare = 2 * self.clock.step
        history = self.signal.history
        outermost = self.watch.outermost
        limit = Limit(severity="", text="", value=outermost)
        scene = self._approach(self.beyond(outermost), limit, history + spare)
        young = Claim(since=0.0, until=history - spare)
        return replace(scene, name="a short history", claims=(young, *scene.claims))

    def _much_left(self) -> Scene:
        """The limit comes near in time, but not in size."""
        until = self.clock.evaluation(self.settled + self.hold)
        ahead = self.watch.outermost / 2
        fullest = self._course.minded * 1.1 * (until + ahead) / ahead
        values = self._course.line(until + ahead, self.clock.count(until) + 2, fullest)
        return self.nothing("it goes fast, but much is left", self._series(values))

    def _capacities(self, count: int) -> Iterator[Scene]:
        used, capacity = self._series(level(CAPACITY, count))
        unlimited = Sample(capacity.series, level(0.0, count))
        yield self.nothing("an unlimited capacity", (used, unlimited))
        yield self.nothing("no capacity is known", (used,))

    def _slower_replica(self) -> Scene:
        """Of a group the soonest counts."""
        outermost = self.watch.outermost
        limit = Limit(severity="", text="", value=outermost)
        scene = self._approach(self.beyond(outermost), limit, self.known)
        count = self.clock.count(scene.claims[0].until) + 2
        values = self._course.line(
            10 * self.signal.horizon / 11, count, _NEAR * self._course.minded
        )
        other = self._of({**self._course.labels, "instance": "replica-2:80"}, values)
        return replace(scene, name="another one is slower", samples=(*scene.samples, *other))

    def _reached(self, since: float, until: float) -> Claim:
        values = ((self._course.result, 0.0),)
        return Claim(since=since, until=until, values=values, sharp=True, exact=True)

    def _series(self, values: str) -> tuple[Sample, ...]:
        return self._of(self._course.labels, values)

    def _of(self, labels: Labels, values: str) -> tuple[Sample, ...]:
        longest = 2 * self.settled + self._lasting_for + self.watch.keep
        return self._course.series(labels, values, longest + 10 * self.clock.step)

    @property
    def _lasting_for(self) -> float:
        return self.clock.evaluation(self.hold + self.clock.every)


def _fine(clock: Clock, resolution: float) -> Clock:
    """The same clock, with a sample at every point at which a forecast looks."""
    step = math.gcd(round(clock.step * 1000), round(resolution * 1000)) / 1000
    return Clock(step / math.ceil(step / _SLOWEST), clock.every)
