"""How often a value changed within a window."""

from __future__ import annotations

from typing import ClassVar, Literal

from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.filling import EVENT, Crossing, Filling
from taskcenter_monitor.signals.windowed import Windowed
from taskcenter_monitor.vocabulary.units import COUNT, Unit


class Changes(Windowed):
    """How often the value of `metric` changed within a window."""

    function: ClassVar[str] = "changes"
    reading: ClassVar[str] = "changes"

    kind: Literal["changes"]

    def unit(self, around: Surroundings) -> Unit:
        return COUNT

    def filling(self, crossing: Crossing) -> Filling:
        # The number is over its limit with the event that is one too many, however long the window.
        return Filling(since=EVENT) if crossing.above else super().filling(crossing)
