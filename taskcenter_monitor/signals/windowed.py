"""What the kinds share that apply one function to one metric over a window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from taskcenter_monitor.signals.base import Lowered, Render, SignalModel, Use, aggregation
from taskcenter_monitor.spec.base import SelectorField, Window
from taskcenter_monitor.vocabulary.names import stem


class Windowed(SignalModel):
    """A function of `metric` over a window.

    `function` names it, in the template and in the recorded series; `reading` is what it asks of
    the metric, as in `Use`.
    """

    function: ClassVar[str]
    reading: ClassVar[str]

    metric: SelectorField
    window: Window

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, self.reading),)

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = {
            "metric": str(self.metric),
            "window": self.window,
            "sum": aggregation("sum", self.by),
        }
        expr = render(self.function, "signal", variables)
        name = self._named(stem(self.metric.metric), f"{self.function}{self.window}")
        return self._kept(name, expr)
