"""A gauge, optionally over a window and aggregated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import model_validator

from taskcenter_monitor.signals.base import (
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
    aggregation,
)
from taskcenter_monitor.signals.filling import Crossing, Filling, at_once, partly, whole
from taskcenter_monitor.spec.base import LabelName, SelectorField, Window, fault
from taskcenter_monitor.vocabulary.names import stem
from taskcenter_monitor.vocabulary.units import COUNT, Unit


class Value(SignalModel):
    """The value of `metric`.

    `over` and `window` take the highest, lowest, mean or last value of a window first, so that a
    failed scrape leaves no gap. `distinct` names the labels that tell series apart where several
    replicas export the same number: the highest of each is taken before `aggregate`.
    """

    kind: Literal["value"]
    metric: SelectorField
    over: Literal["max", "min", "avg", "last"] | None = None
    window: Window | None = None
    distinct: list[LabelName] | None = None
    aggregate: Literal["sum", "max", "min", "avg", "count"] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Value:
        if (self.over is None) is not (self.window is None):
            raise fault("signal/incomplete", "`over` and `window` go together")
        if (self.aggregate is None) is not (self.by is None):
            raise fault("signal/incomplete", "`aggregate` and `by` go together")
        return self

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, "gauged" if self.over else "raw"),)

    def unit(self, around: Surroundings) -> Unit:
        return COUNT if self.aggregate == "count" else around.unit_of(self.metric.metric)

    def carried(self, around: Surroundings) -> tuple[str, ...]:
        if self.by is None and self.distinct is not None:
            return tuple(self.distinct)
        return super().carried(around)

    def filling(self, crossing: Crossing) -> Filling:
        if self.over == "avg":
            return partly(self._seconds(), 0, "a value far beyond the threshold")
        # The highest and the lowest value forget what was good only when it leaves the window.
        hiding = "min" if crossing.above else "max"
        return whole(self._seconds()) if self.over == hiding else at_once()

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        expr = render(
            "value",
            "signal",
            {
                "metric": str(self.metric),
                "over": self.over,
                "window": self.window,
                "distinct": aggregation("max", self.distinct),
                "aggregate": aggregation(self.aggregate or "", self.by),
            },
        )
        operation = self.aggregate or f"{self.over or 'last'}{self.window or ''}"
        return self._kept(self._named(stem(self.metric.metric), operation), expr)
