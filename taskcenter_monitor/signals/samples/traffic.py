"""What signals share that are guarded by a least traffic: shares and quantiles of events."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Generic

from taskcenter_monitor.signals.samples.exact import speeds
from taskcenter_monitor.signals.samples.flow import early
from taskcenter_monitor.signals.samples.flows import FlowSampler
from taskcenter_monitor.signals.samples.sampler import BEYOND, SHORT, Kind
from taskcenter_monitor.signals.samples.scene import Reading
from taskcenter_monitor.vocabulary.quantities import Quantity
from taskcenter_monitor.vocabulary.units import PER_SECOND

USUAL = 10.0
"""Events, in times of the least traffic that the guard asks for."""
FEW = 0.5
"""Events in a second where there is no guard: little, and still enough."""


class TrafficSampler(FlowSampler[Kind], Generic[Kind]):
    """Events that come at some speed; too few of them prove nothing."""

    @property
    @abstractmethod
    def least(self) -> Quantity | None:
        """The traffic that the guard asks for; None where there is no guard."""

    @property
    def usual(self) -> float:
        """Events in a second."""
        return USUAL * self.least.in_unit(PER_SECOND) if self.least is not None else FEW

    @property
    def known(self) -> float:
        return early(self.window, self.clock)

    def guarded(self) -> Iterator[tuple[str, float, bool]]:
        if self.least is not None:
            asked, text = self.least.in_unit(PER_SECOND) / self.usual, self.least.text
            yield f"less traffic than {text}", asked * SHORT, False
            yield f"just more traffic than {text}", asked * BEYOND, True

    def hitting(self, value: float) -> float | None:
        speed = self.usual * BEYOND / USUAL
        tries = (one / self.usual for one in speeds(self.window, speed))
        return next((traffic for traffic in tries if self.hits(value, traffic)), None)

    def edges(self) -> Iterator[tuple[str, float, bool]]:
        if self.least is not None:
            speed = float(self.least.in_unit(PER_SECOND))
            if self.comes_out(speed):
                yield f"exactly {self.least.text} of traffic", speed / self.usual, False

    @abstractmethod
    def comes_out(self, speed: float) -> bool:
        """Whether so many events a second are recorded as exactly that, under an exact clock."""

    def passing(self, at: float, traffic: float, within: float) -> Iterator[Reading]:
        for recording in self.stage.lowered.recordings[:-1]:
            yield self.reading(recording.name, at, self.usual * traffic, self.usual * within)

    def readings(self, at: float, value: float, traffic: float) -> Iterator[Reading]:
        yield from super().readings(at, value, traffic)
        for recording in self.stage.lowered.recordings[:-1]:
            rate = self.usual * traffic
            yield self.reading(recording.name, at, rate, rate / 1000)
