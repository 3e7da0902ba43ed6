"""How much a counter grew within a window."""

from __future__ import annotations

from typing import ClassVar, Literal

from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.filling import EVENT, Crossing, Filling
from taskcenter_monitor.signals.windowed import Windowed
from taskcenter_monitor.vocabulary.units import Unit


class Increase(Windowed):
    """How much the counter `metric` grew within a window."""

    function: ClassVar[str] = "increase"
    reading: ClassVar[str] = "counted"

    kind: Literal["increase"]

    def unit(self, around: Surroundings) -> Unit:
        return around.unit_of(self.metric.metric)

    def filling(self, crossing: Crossing) -> Filling:
        # The number is over its limit with the event that is one too many, however long the window.
        return Filling(since=EVENT) if crossing.above else super().filling(crossing)
