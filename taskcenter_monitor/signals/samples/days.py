"""A counter with many pasts: what it did at this time on earlier days, and what it does now."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.anomaly import Anomaly
from taskcenter_monitor.signals.samples.labels import NoExampleError
from taskcenter_monitor.signals.samples.past import Stretch, timeline
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.signals.samples.stage import Stage, sample
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration

HOUR = 3600.0
_TURNS = (3, 2, 1)
"""Hours between two evaluations, of which a day has a whole number: seldom is cheap."""
_LEAST_SAMPLES = 5
SPARE = 4
"""Evaluations that a scene takes besides those in which alerts wait and are kept."""
ON = 1000
"""Evaluations that no scene has: until its end."""

Pasts = Mapping[float, float]
"""A lag in seconds to what there was then; a lag that is missing is not known."""
Present = Sequence[tuple[int, int, float]]
"""The number of an evaluation, that of the first one after the stretch, and what there is."""


@dataclass(frozen=True)
class Days:
    """When a signal is looked at: so seldom that each of its windows is either full or empty.

    Everything that is known begins at `begin`, evaluation number 0, and nothing is known before.
    `hold` and `keep` are those of the watch.
    """

    signal: Anomaly
    stage: Stage
    hold: float
    keep: float

    @cached_property
    def lags(self) -> tuple[float, ...]:
        """In seconds, from the shortest."""
        return tuple(sorted(map(parse_duration, self.signal.lags)))

    @cached_property
    def clock(self) -> Clock:
        """Raises NoExampleError where a day is too short for it."""
        window = parse_duration(self.signal.window)
        reach = 2 * (window + parse_duration(self.signal.slack))
        fitting = (turn * HOUR for turn in _TURNS if turn * HOUR >= reach)
        every = next((every for every in fitting if self._fits(every)), 0.0)
        if not every:
            told = clock_text(reach / 2 + self.hold + self.keep)
            raise NoExampleError(f"window, slack and waits, {told}, take up too much of a day")
        step = float(int(window / _LEAST_SAMPLES)) or 1.0
        while every / 2 % step:
            step -= 1
        return Clock(step, every)

    def _fits(self, every: float) -> bool:
        """Whether something comes and goes within a day: later it would be its own past."""
        turns = math.ceil(self.hold / every) + math.ceil(self.keep / every)
        return (turns + SPARE + 1) * every <= min(self.lags) - every

    @cached_property
    def begin(self) -> float:
        """The first evaluation at which everything is known."""
        return self.clock.evaluation(self.lags[-1] + 2 * self.clock.every)

    def at(self, number: int) -> float:
        """The moment of an evaluation."""
        return self.begin + number * self.clock.every

    def turns(self, seconds: float) -> int:
        """How many evaluations it takes until so many seconds are over."""
        return round(self.clock.evaluation(seconds) / self.clock.every)

    def series(self, pasts: Pasts, present: Present, last: int) -> tuple[Sample, ...]:
        """The counter up to an evaluation. Strangers have done the same."""
        every = self.clock.every
        before, after = self.begin - every / 2, self.at(last) + every / 2
        stretches = [
            (before - lag, self.speed(amount), after - lag) for lag, amount in pasts.items()
        ]
        stretches += [
            (before + first * every, self.speed(amount), min(before + end * every, after))
            for first, end, amount in present
        ]
        return self.counters(self.clock, sorted(stretches))

    def counters(self, clock: Clock, stretches: Sequence[Stretch]) -> tuple[Sample, ...]:
        """The series that the signal reads, and those that it must not."""
        selector = self.signal.metric
        values = timeline(clock, stretches)
        everybody = (self.stage.labels(selector), *self.stage.decoys(selector))
        return tuple(sample(selector.metric, labels, values) for labels in everybody)

    def speed(self, amount: float) -> float:
        """Growth in a second: a rate is one, an increase is that of a window."""
        per_second = self.signal.function == "rate"
        return amount if per_second else amount / parse_duration(self.signal.window)
