"""Samples of a score: the marks of its parts, given as the series that it reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.samples.labels import Labels, written
from taskcenter_monitor.signals.samples.sampler import MeasuredSampler
from taskcenter_monitor.signals.samples.scene import Claim, Reading, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.signals.score import Part, Score
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.samples import joined, level

_SERIES = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")


class ScoreSampler(MeasuredSampler[Score]):
    """All parts have the same mark, or some have none."""

    @classmethod
    def usual_limit(cls, signal: Score, around: Surroundings) -> float:
        del signal, around
        return 50.0

    def sudden(self) -> Iterator[Scene]:
        # A part with a window of its own changes too slowly for a moment to be known.
        if self._is_direct:
            yield self.outbreak()

    def steady(self, value: float) -> Scene:
        return self._marked("steady", value, value)

    def outbreak(self) -> Scene:
        bad, good = (0.0, 100.0) if self.watch.operator == "<" else (100.0, 0.0)
        counts = self.clock.count(self.bad), self.clock.count(self.end - self.bad)
        samples = [self._population(sum(counts))]
        for part in self.signal.parts:
            values = [
                level(self._mark(part, mark), count)
                for mark, count in zip((bad, good), counts, strict=True)
            ]
            samples.append(Sample(self._series(part), joined(values)))
        claims = (
            Claim(
                since=0.0,
                until=self.bad - self.clock.every,
                values=((self.result, bad),),
                sharp=True,
            ),
            Claim(since=self.forgotten, until=self.end, values=((self.result, good),)),
        )
        return Scene(name="an outbreak and its end", samples=_merged(samples), claims=claims)

    def shapes(self) -> Iterator[Scene]:
        yield self.nothing("no series", ())
        count = self.steps_until(self.lasting(100.0, self.result))
        population = self._population(count)
        yield self._full("nothing is known of any part", [population])
        if self._is_direct:
            yield self._marked("all are better than the best", 101.0, 100.0)
            yield self._marked("all are worse than the worst", -10.0, 0.0)
            unknown = joined(["NaN"] * count)
            parts = [Sample(self._series(part), unknown) for part in self.signal.parts]
            yield self._full("no part is a number", [population, *parts])

    def _marked(self, name: str, mark: float, value: float) -> Scene:
        """Every part has the same mark; one beyond the best and the worst counts no more."""
        claims = self.lasting(value, self.result)
        count = self.steps_until(claims)
        samples = [self._population(count)]
        for part in self.signal.parts:
            samples += self._part(part, self._mark(part, mark), (claims[0].until, count))
        readings = tuple(self._readings(claims[0].until, value))
        return Scene(name=name, samples=_merged(samples), claims=claims, readings=readings)

    def _full(self, name: str, samples: Iterable[Sample]) -> Scene:
        """Full marks, because nothing bad was seen."""
        claims = self.lasting(100.0, self.result)
        readings = tuple(self._readings(claims[0].until, 100.0))
        return Scene(name=name, samples=_merged(samples), claims=claims, readings=readings)

    @property
    def _is_direct(self) -> bool:
        """Whether every part is one series that can be given any value."""
        return all(self._series(part) for part in self.signal.parts)

    def _readings(self, at: float, value: float) -> Iterator[Reading]:
        for recording in self.stage.lowered.recordings:
            yield Reading(at=at, name=recording.name, labels=self.result, value=value, within=0.001)

    def _mark(self, part: Part, percent: float) -> float:
        """The value of a part that earns so many percent of its weight."""
        worst, best = part.worst.base, part.best.base
        return (worst + (best - worst) * percent / 100) * self.stage.parts[part.signal].per_base

    def _part(self, part: Part, value: float, until: tuple[float, int]) -> Iterator[Sample]:
        """Series that give a part a value; it has a moment until which, and so many steps."""
        series = self._series(part)
        if series:
            yield Sample(series, level(value, until[1]))
            return
        yield from self.stage.parts[part.signal].steady(value, until[0])

    def _series(self, part: Part) -> str:
        """The one series that is the value of a part; "" where it is made of more."""
        read = self.stage.parts[part.signal]
        if _SERIES.fullmatch(read.operand):
            return written(read.operand, self.result)
        if isinstance(read.signal, Value) and not read.signal.window:
            labels = self.stage.labels(read.signal.metric, given=self.result)
            return written(read.signal.metric.metric, labels)
        return ""

    @cached_property
    def window(self) -> float:
        windows = [
            parse_duration(text)
            for part in self.signal.parts
            if not self._series(part)
            for _, text in self.stage.parts[part.signal].signal.windows()
        ]
        return max(windows, default=0.0)

    def _population(self, count: int) -> Sample:
        labels = self.stage.labels(self.signal.population)
        # A member without any task of its own is rated all the same.
        return sample(self.signal.population.metric, labels, level(0.0, count))

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        labels = self.stage.labels(self.signal.population)
        return self.stage.result(labels, self.signal.by)


def _merged(samples: Iterable[Sample]) -> tuple[Sample, ...]:
    """Each series once, as the last one has it: what is rated may be a part as well."""
    return tuple({one.series: one for one in samples}.values())
