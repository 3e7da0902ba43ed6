"""Samples of a counter, whose rate or increase over a window is the signal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.signals.rate import Rate
from taskcenter_monitor.signals.samples.exact import increase_of, rate_of
from taskcenter_monitor.signals.samples.flow import Flow
from taskcenter_monitor.signals.samples.flows import FlowSampler
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.scene import Reading
from taskcenter_monitor.signals.windowed import Windowed

_SUDDEN = 3.0
"""How far beyond the limit a value is as soon as two samples of it are there."""


class CounterSampler(FlowSampler[Windowed]):
    """The value is the speed itself, so there is no traffic beside it."""

    def flows(self, value: float, traffic: float) -> Sequence[Flow]:
        del traffic
        return [Flow(self.signal.metric.metric, self._labels, self._speed_for(value))]

    def decoys(self) -> Iterator[Flow]:
        for labels in self.stage.decoys(self.signal.metric):
            yield Flow(self.signal.metric.metric, labels, self._speed_for(self._sudden))

    def hits(self, value: float, traffic: float) -> bool:
        del traffic
        reckon = rate_of if isinstance(self.signal, Rate) else increase_of
        return value > 0 and reckon(self._speed_for(value), self.window) == value

    def idle(self) -> tuple[tuple[Labels, float], ...]:
        return ((self.result, 0.0),)

    def fading(self) -> Iterator[Reading]:
        if self.watch.operator == "<":
            return
        at = self.clock.evaluation(self.bad + self.window / 2)
        left = self.extreme * (1 - (at - self.bad) / self.window)
        for recording in self.stage.lowered.recordings:
            yield self.reading(recording.name, at, left, self.extreme / 6)

    @property
    def extreme(self) -> float:
        return 0.0 if self.watch.operator == "<" else self._sudden

    @property
    def normal(self) -> float:
        return self._sudden if self.watch.operator == "<" else 0.0

    @property
    def lasts(self) -> float:
        """That nothing happens is forgotten as soon as something does."""
        return 0.0 if self.watch.operator == "<" else self.window

    @property
    def result(self) -> Labels:
        return self.stage.result(self._labels, self.signal.carried(self.stage.around))

    @property
    def _labels(self) -> Labels:
        return self.stage.labels(self.signal.metric)

    @property
    def _sudden(self) -> float:
        limit = self.watch.outermost or 1.0
        return limit * _SUDDEN * self.window / self.clock.step

    def _speed_for(self, value: float) -> float:
        """A rate counts per second, an increase over the window."""
        return value if isinstance(self.signal, Rate) else value / self.window
