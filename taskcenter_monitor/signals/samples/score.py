"""Samples of a score: the marks of its parts, given as the series that it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.samples.labels import Labels, NoExampleError
from taskcenter_monitor.signals.samples.sampler import MeasuredSampler
from taskcenter_monitor.signals.samples.scene import Claim, Reading, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.signals.score import Part, Score
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.vocabulary.samples import joined, level

_SERIES = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")


class ScoreSampler(MeasuredSampler[Score]):
    """All parts have the same mark, or some have none."""

    @classmethod
    def usual_limit(cls, signal: Score, around: Surroundings) -> float:
        del signal, around
        return 50.0

    def steady(self, value: float) -> Scene:
        claims = self.lasting(value, self.result)
        count = self.steps_until(claims)
        samples = (self._population(count), *self._parts(value, count))
        readings = tuple(self._readings(claims[0].until, value))
        return Scene(name="steady", samples=samples, claims=claims, readings=readings)

    def outbreak(self) -> Scene:
        bad, good = (0.0, 100.0) if self.watch.operator == "<" else (100.0, 0.0)
        counts = self.clock.count(self.bad), self.clock.count(self.end - self.bad)
        samples = [self._population(sum(counts))]
        for part in self.signal.parts:
            values = [
                level(self._mark(part, mark), count)
                for mark, count in zip((bad, good), counts, strict=True)
            ]
            samples.append(self._part(part, joined(values)))
        claims = (
            Claim(
                since=0.0,
                until=self.bad - self.clock.every,
                values=((self.result, bad),),
                sharp=True,
            ),
            Claim(since=self.forgotten, until=self.end, values=((self.result, good),)),
        )
        return Scene(name="an outbreak and its end", samples=tuple(samples), claims=claims)

    def shapes(self) -> Iterator[Scene]:
        yield self.nothing("no series", ())
        claims = self.lasting(100.0, self.result)
        readings = tuple(self._readings(claims[0].until, 100.0))
        yield Scene(
            name="nothing is known of any part",
            samples=(self._population(self.steps_until(claims)),),
            claims=claims,
            readings=readings,
        )

    def _readings(self, at: float, value: float) -> Iterator[Reading]:
        for recording in self.stage.lowered.recordings:
            yield Reading(at=at, name=recording.name, labels=self.result, value=value, within=0.001)

    def _parts(self, value: float, count: int) -> Iterator[Sample]:
        for part in self.signal.parts:
            yield self._part(part, level(self._mark(part, value), count))

    def _mark(self, part: Part, percent: float) -> float:
        """The value of a part that earns so many percent of its weight."""
        worst, best = part.worst.base, part.best.base
        return (worst + (best - worst) * percent / 100) * self.stage.parts[part.signal].per_base

    def _part(self, part: Part, values: str) -> Sample:
        read = self.stage.parts[part.signal]
        signal = read.signal
        if _SERIES.fullmatch(read.operand):
            return sample(read.operand, self.result, values)
        if isinstance(signal, Value):
            labels = self.stage.labels(signal.metric, given=self.result)
            return sample(signal.metric.metric, labels, values)
        raise NoExampleError(f"the part {part.signal} is not recorded; give it `record: true`")

    def _population(self, count: int) -> Sample:
        labels = self.stage.labels(self.signal.population)
        # A member without any task of its own is rated all the same.
        return sample(self.signal.population.metric, labels, level(0.0, count))

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        labels = self.stage.labels(self.signal.population)
        return self.stage.result(labels, self.signal.by)
