"""How often a value changed within a window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

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
from taskcenter_monitor.vocabulary.units import COUNT, Unit


class Changes(SignalModel):
    """How often the value of `metric` changed within a window."""

    kind: Literal["changes"]
    metric: SelectorField
    window: Window

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, "changes"),)

    def unit(self, around: Surroundings) -> Unit:
        return COUNT

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = {
            "metric": str(self.metric),
            "window": self.window,
            "sum": aggregation("sum", self.by),
        }
        expr = render("changes", "signal", variables)
        return self._kept(self._named(stem(self.metric.metric), f"changes{self.window}"), expr)
