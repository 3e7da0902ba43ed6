"""How much of a capacity is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from taskcenter_monitor.signals.base import (
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
    aggregation,
)
from taskcenter_monitor.signals.filling import Crossing, Filling, partly, whole
from taskcenter_monitor.spec.base import SelectorField, Window
from taskcenter_monitor.vocabulary.names import stem
from taskcenter_monitor.vocabulary.units import PERCENT, Unit


class Utilisation(SignalModel):
    """`used` over `capacity`, 0 to 100 percent.

    A capacity of 0 stands for unlimited and yields nothing, and so does a group that has such a
    member. With a `window`, `used` is a counter and its rate is taken.
    """

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["utilisation"]
    used: SelectorField
    capacity: SelectorField
    window: Window | None = None

    def uses(self) -> tuple[Use, ...]:
        function = "counted" if self.window else "raw"
        return (Use(("used",), self.used, function), Use(("capacity",), self.capacity, "raw"))

    def unit(self, around: Surroundings) -> Unit:
        return PERCENT

    def filling(self, crossing: Crossing) -> Filling:
        if self.window is None:
            return whole(0)
        if crossing.above:
            return partly(self._seconds(), crossing.share, "from idle to full use")
        return partly(self._seconds(), 1 - crossing.share, "from full use to idle")

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = {
            "used": str(self.used),
            "capacity": str(self.capacity),
            "window": self.window,
            "sum": aggregation("sum", self.by),
            "min": aggregation("min", self.by),
        }
        expr = render("utilisation", "signal", variables)
        operation = f"percent_rate{self.window}" if self.window else "percent"
        return self._kept(self._named(stem(self.used.metric), operation), expr)
