"""A mean: a sum over a count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from taskcenter_monitor.signals.base import (
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
    aggregation,
)
from taskcenter_monitor.signals.filling import OBSERVATION, Crossing, Filling, partly, whole
from taskcenter_monitor.spec.base import SelectorField, Window
from taskcenter_monitor.vocabulary.names import stem
from taskcenter_monitor.vocabulary.units import Unit


class Mean(SignalModel):
    """What one event of a window took on average.

    `sum` and `count` are counters. With fewer than `min_count` events in the window the alert
    stays quiet.
    """

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["mean"]
    sum: SelectorField
    count: SelectorField
    window: Window
    min_count: Annotated[int, Field(ge=1)] | None = None

    def uses(self) -> tuple[Use, ...]:
        return (Use(("sum",), self.sum, "counted"), Use(("count",), self.count, "counted"))

    def unit(self, around: Surroundings) -> Unit:
        return around.unit_of(self.sum.metric)

    def filling(self, crossing: Crossing) -> Filling:
        if not crossing.above:
            return whole(self._seconds(), OBSERVATION)
        return partly(self._seconds(), 0, "one that takes many times longer", OBSERVATION)

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = {
            "sum_metric": str(self.sum),
            "count_metric": str(self.count),
            "metric": str(self.count),
            "window": self.window,
            "sum": aggregation("sum", self.by),
        }
        name = self._named(stem(self.sum.metric), f"avg_rate{self.window}")
        guard = ""
        if self.min_count is not None:
            guard = f"{render('increase', 'signal', variables)} >= {self.min_count}"
        return self._kept(name, render("mean", "signal", variables), guard)
