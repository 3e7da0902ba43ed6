"""Samples of a forecast: gauges that have reached their limit, and gauges on their way to it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.forecast import POINTS, Forecast
from taskcenter_monitor.signals.samples.course import Course, scrapes
from taskcenter_monitor.signals.samples.labels import NoExampleError
from taskcenter_monitor.signals.samples.sampler import MeasuredSampler, named
from taskcenter_monitor.signals.samples.scene import Claim, Clock, Reading, Scene, Watch
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.signals.samples.trends import Trends
from taskcenter_monitor.vocabulary.samples import joined, level, number

MOST, NEARER = 0.95, 0.02
"""How much is left, as a part of what an alert minds."""
_APART = 0.04
"""How far a forecast stays away from limits of other severities, as a part of them."""
AWAY, GONE = 165.0, 301.0
"""Seconds after the last scrape at which it still counts, and at which it no longer does."""
_SLOWEST = 120.0
"""Seconds between two samples at most: one that is missing must not leave a gap."""


class ForecastSampler(MeasuredSampler[Forecast]):
    """A gauge that reaches its limit, comes nearer to it, or does not.

    On a straight line a forecast is a second less with every second, so it is beyond a threshold
    from some moment on, or short of it until some moment.
    """

    grain: ClassVar[int] = POINTS

    def __init__(self, signal: Forecast, stage: Stage, watch: Watch) -> None:
        super().__init__(signal, stage.at(_fine(stage.clock, signal.resolution)), watch)
        self.course = Course(signal, self.stage)

    @classmethod
    def usual_limit(cls, signal: Forecast, around: Surroundings) -> float:
        del around
        return signal.horizon / 10

    def steady(self, value: float) -> Scene:
        raise NoExampleError(f"no forecast stays at {value:g} s: it is less with every second")

    def sudden(self) -> Iterator[Scene]:
        for scene in (self.outbreak(), self._failed_scrapes(), *self._vanishing()):
            yield replace(scene, step=self.clock.step)

    def calm(self) -> Iterator[Scene]:
        for scene in (*self._crossings(), *Trends(self).scenes()):
            yield replace(scene, step=self.clock.step)

    def outbreak(self) -> Scene:
        """The limit is reached, for which nothing has to be known of the past."""
        bad = self._lasting_for
        end = self.clock.evaluation(bad + self.watch.keep + 4 * self.clock.every)
        before, after = self.clock.count(bad), self.clock.count(end - bad) + 1
        values = joined([level(self.course.at(0.0), before), level(self.course.at(1.0), after)])
        claims = (
            self._reached(0.0, bad - self.clock.every),
            Claim(since=bad + self.clock.every, until=end),
        )
        scene = self.scene("the limit is reached, and left again", values, *claims)
        return replace(scene, silent=self.silent(end))

    def _failed_scrapes(self) -> Scene:
        """Beyond the limit nothing is left; what was last known stands in for missing samples."""
        last, away = self.away(self.watch.soonest / 2)
        until = self.clock.evaluation(away + self.hold + 4 * self.clock.every)
        stretches = (last + 1, self.clock.count(away) - last, self.clock.count(until - away) + 2)
        values = scrapes(number(self.course.at(-NEARER)), *stretches)
        claims = (
            replace(self._reached(0.0, away), exact=False),
            replace(self._still_reached(away + self.clock.every, until), exact=False),
        )
        samples = (
            self.course.gauge(self.course.labels, values),
            *self.course.partner(self.course.labels, *stretches),
        )
        labels = self.course.result
        readings = tuple(
            Reading(at=away, name=one.name, labels=labels, value=0.0, within=0.001)
            for one in self.stage.lowered.recordings
        )
        name = "scrapes fail for some minutes"
        return Scene(name=name, samples=samples, claims=claims, readings=readings)

    def _vanishing(self) -> Iterator[Scene]:
        """The gauge goes, or what it is a part of: either stands for itself a little longer."""
        count = self.clock.count(self._lasting_for)
        gone = self.clock.evaluation((count - 1) * self.clock.step + GONE)
        until = self.clock.evaluation(gone + self.watch.keep + 4 * self.clock.every)
        claims = (
            self._reached(0.0, self._lasting_for - self.clock.every),
            Claim(since=gone, until=until),
        )
        there = self.clock.count(until) + 2
        value, labels = number(self.course.at(0.0)), self.course.labels
        left = (self.course.gauge(labels, scrapes(value, count, 1)),)
        samples = (*left, *self.course.partner(labels, there))
        scene = Scene(name="the instance vanishes", samples=samples, claims=claims)
        yield replace(scene, silent=self.silent(gone))
        partner = self.course.partner(labels, count, 1)
        if partner and (self.signal.capacity is not None or self.watch.operator == "<"):
            silent = self.silent(gone) if self.signal.capacity is not None else ()
            samples = (self.course.gauge(labels, scrapes(value, there)), *partner)
            scene = Scene(name="what it is a part of vanishes", samples=samples, claims=claims)
            yield replace(scene, silent=silent)

    def _crossings(self) -> Iterator[Scene]:
        for limit in self.watch.limits:
            for words, value in (
                ("beyond", self.beyond(limit.value)),
                ("short of", self.short(limit.value)),
            ):
                scene = self.approach(value, limit.value, self.known)
                yield named(f"just {words} {limit.text}", scene, limit)

    def approach(self, value: float, limit: float, known: float) -> Scene:
        """From `known` on below a limit, or above it until it was long enough to be noticed."""
        until = self.clock.evaluation(known + self.hold + 2 * self.clock.every)
        others = [one.value for one in self.watch.limits]
        if value < limit:
            reached = known + value
            lower = max((one for one in others if one < value), default=-until)
            until = min(until, reached - lower * (1 + _APART))
            since = known
        else:
            reached = until + value
            higher = min((one for one in others if one > value), default=2 * reached)
            since = max(known, reached - higher * (1 - _APART))
        claim = Claim(since=since, until=until, values=((self.course.result, value),))
        return self.on_line(reached, claim)

    def on_line(self, reached: float, claim: Claim) -> Scene:
        """A straight line to the limit, and decoys that are there already."""
        count = self.clock.count(claim.until) + 2
        fullest = MOST * self.course.minded * reached / (reached - claim.since)
        scene = self.scene("", self.course.line(reached, count, fullest), claim)
        decoys = [
            one
            for labels in self.stage.decoys(self.signal.metric)
            for one in (
                self.course.gauge(labels, level(self.course.at(0.0), count)),
                *self.course.partner(labels, count),
            )
        ]
        at = self.clock.evaluation(claim.since)
        readings = self.readings(at, reached - at, 0.001)
        return replace(scene, samples=(*scene.samples, *decoys), readings=readings)

    def readings(self, at: float, value: float, error: float) -> tuple[Reading, ...]:
        """That the recorded value is near to one, which it is not beyond the horizon."""
        if not 0 < value < self.signal.horizon:
            return ()
        labels = self.course.result
        return tuple(
            Reading(at=at, name=one.name, labels=labels, value=value, within=value * error)
            for one in self.stage.lowered.recordings
        )

    def silent(self, *moments: float) -> tuple[tuple[float, str], ...]:
        """That nothing is recorded at these moments."""
        return tuple((at, one.name) for at in moments for one in self.stage.lowered.recordings)

    def scene(self, name: str, values: str, *claims: Claim) -> Scene:
        """The gauge with some values, and what it is a part of for as long as is looked at."""
        count = self.clock.count(max(claim.until for claim in claims)) + 2
        labels = self.course.labels
        samples = (self.course.gauge(labels, values), *self.course.partner(labels, count))
        return Scene(name=name, samples=samples, claims=claims)

    def away(self, least: float) -> tuple[int, float]:
        """The number of the last sample before some are missing, and when it still counts."""
        at = self.clock.evaluation(max(least, self.clock.every, AWAY + self.clock.step))
        return int((at - AWAY) / self.clock.step), at

    def _reached(self, since: float, until: float) -> Claim:
        return replace(self._still_reached(since, until), sharp=True)

    def _still_reached(self, since: float, until: float) -> Claim:
        values = ((self.course.result, 0.0),)
        return Claim(since=since, until=until, values=values, exact=True)

    @property
    def _lasting_for(self) -> float:
        return self.clock.evaluation(self.hold + self.clock.every)


def _fine(clock: Clock, resolution: float) -> Clock:
    """The same clock, with a sample at every point at which a forecast looks."""
    step = math.gcd(round(clock.step * 1000), round(resolution * 1000)) / 1000
    return Clock(step / math.ceil(step / _SLOWEST), clock.every)
