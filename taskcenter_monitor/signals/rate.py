"""How fast a counter grows."""

from __future__ import annotations

from typing import ClassVar, Literal

from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.filling import Crossing, Filling, partly
from taskcenter_monitor.signals.windowed import Windowed
from taskcenter_monitor.vocabulary.units import PER_SECOND, Unit


class Rate(Windowed):
    """How much the counter `metric` grows per second, over a window."""

    function: ClassVar[str] = "rate"
    reading: ClassVar[str] = "counted"
    recorded_by_default: ClassVar[bool] = True

    kind: Literal["rate"]

    def unit(self, around: Surroundings) -> Unit:
        return PER_SECOND

    def filling(self, crossing: Crossing) -> Filling:
        # How long a rate takes to fall depends on how high it was: at worst it is the window.
        if not crossing.above:
            return super().filling(crossing)
        return partly(self._seconds(), 0, "a rate many times the threshold")
