"""Samples of a mean: a sum that grows with a count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.signals.mean import Mean
from taskcenter_monitor.signals.samples.exact import increase_of, rate_of, speeds
from taskcenter_monitor.signals.samples.flow import Flow, early
from taskcenter_monitor.signals.samples.flows import FlowSampler
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.sampler import BEYOND, SHORT
from taskcenter_monitor.signals.samples.scene import Scene

_USUAL = 10.0
"""Events in a window, in times of the fewest that the guard asks for."""
_EXTREME = 20.0


class MeanSampler(FlowSampler[Mean]):
    """Events that each take some time."""

    def flows(self, value: float, traffic: float) -> Sequence[Flow]:
        events = self._events * traffic
        return [
            Flow(self.signal.sum.metric, self._labels(), value * events),
            Flow(self.signal.count.metric, self.stage.labels(self.signal.count), events),
        ]

    def decoys(self) -> Iterator[Flow]:
        for labels in self.stage.decoys(self.signal.sum):
            yield Flow(self.signal.sum.metric, labels, self.extreme * self._events)
        for labels in self.stage.decoys(self.signal.count):
            yield Flow(self.signal.count.metric, labels, self._events)

    def silent(self) -> Iterator[str]:
        for recording in self.stage.lowered.recordings[-1:]:
            yield recording.name

    def guarded(self) -> Iterator[tuple[str, float, bool]]:
        if self.signal.min_count is not None:
            yield f"fewer than {self.signal.min_count} events", SHORT / _USUAL, False
            yield f"just more than {self.signal.min_count} events", BEYOND / _USUAL, True

    def hits(self, value: float, traffic: float) -> bool:
        total, events = (rate_of(flow.speed, self.window) for flow in self.flows(value, traffic))
        return events > 0 and total / events == value

    def hitting(self, value: float) -> float | None:
        tries = (one / self._events for one in speeds(self.window, self._events))
        return next((traffic for traffic in tries if self.hits(value, traffic)), None)

    def shapes(self) -> Iterator[Scene]:
        yield from super().shapes()
        value = self.watch.outermost or 1.0
        yield from self.turning((value, 3.0), (value * 5, 1.0))

    def edges(self) -> Iterator[tuple[str, float, bool]]:
        least = self.signal.min_count
        if least is not None and increase_of(least / self.window, self.window) == least:
            yield f"exactly {least} events", 1 / _USUAL, True

    @property
    def known(self) -> float:
        return early(self.window, self.clock)

    @property
    def extreme(self) -> float:
        return self.watch.outermost * _EXTREME if self.watch.operator == ">" else 0.0

    @property
    def normal(self) -> float:
        return 0.0 if self.watch.operator == ">" else self.watch.innermost * _EXTREME

    @property
    def result(self) -> Labels:
        return self.stage.result(self._labels(), self.signal.carried(self.stage.around))

    def _labels(self) -> Labels:
        return self.stage.labels(self.signal.sum)

    @property
    def _events(self) -> float:
        """Events in a second."""
        return _USUAL * (self.signal.min_count or 1) / self.window
