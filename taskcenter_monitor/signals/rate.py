"""How fast a counter grows."""

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
from taskcenter_monitor.spec.base import SelectorField, Window
from taskcenter_monitor.vocabulary.names import stem
from taskcenter_monitor.vocabulary.units import PER_SECOND, Unit


class Rate(SignalModel):
    """How much the counter `metric` grows per second, over a window."""

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["rate"]
    metric: SelectorField
    window: Window

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, "counted"),)

    def unit(self, around: Surroundings) -> Unit:
        return PER_SECOND

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = {
            "metric": str(self.metric),
            "window": self.window,
            "sum": aggregation("sum", self.by),
        }
        expr = render("rate", "signal", variables)
        return self._kept(self._named(stem(self.metric.metric), f"rate{self.window}"), expr)
