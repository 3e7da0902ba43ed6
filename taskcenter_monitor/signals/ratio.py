"""The share of events that are bad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import model_validator

from taskcenter_monitor.signals.base import (
    Events,
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
    aggregation,
)
from taskcenter_monitor.signals.filling import Crossing, Filling, partly
from taskcenter_monitor.signals.traffic import Traffic, per_second
from taskcenter_monitor.spec.base import QuantityField, SelectorField, Window, fault
from taskcenter_monitor.vocabulary.names import stem
from taskcenter_monitor.vocabulary.units import RATIO, Unit


class Ratio(SignalModel):
    """`bad` (or all that are not `good`) over `total`, 0 to 1, over a window.

    Where no bad event was ever counted the ratio is 0, not missing; without traffic there is no
    value. Below `min_rate` the alert stays quiet, because few events prove nothing.
    """

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["ratio"]
    bad: SelectorField | None = None
    good: SelectorField | None = None
    total: SelectorField
    window: Window
    min_rate: QuantityField | None = None

    @model_validator(mode="after")
    def _one_part(self) -> Ratio:
        if (self.bad is None) is (self.good is None):
            raise fault("signal/incomplete", "a ratio has either `bad` or `good`")
        return self

    def uses(self) -> tuple[Use, ...]:
        parts = {"bad": self.bad, "good": self.good, "total": self.total}
        return tuple(Use((key,), part, "counted") for key, part in parts.items() if part)

    def unit(self, around: Surroundings) -> Unit:
        return RATIO

    def filling(self, crossing: Crossing) -> Filling:
        if crossing.above:
            return partly(self._seconds(), crossing.share, "every event is bad")
        return partly(self._seconds(), 1 - crossing.share, "every event is good")

    def events(self, render: Render, window: str, by: Sequence[str]) -> Events:
        variables = {
            "part": str(self.bad or self.good),
            "good": self.good is not None,
            "total": str(self.total),
            "window": window,
            "sum": aggregation("sum", by),
        }
        return Events(
            bad=render("ratio", "bad", variables),
            total=render("ratio", "total", variables),
            source=str(self.total),
        )

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = {
            "part": str(self.bad or self.good),
            "good": self.good is not None,
            "total": str(self.total),
            "all": self.total.metric,
            "window": self.window,
            "sum": aggregation("sum", self.by),
            "floor": "0" if self.is_recorded else per_second(self.min_rate),
        }
        expr = render("ratio", "signal", variables)
        name = self._named(stem(self.total.metric), f"ratio_rate{self.window}")
        if self.min_rate is None or not self.is_recorded:
            return self._kept(name, expr)
        traffic = Traffic(selector=self.total, window=self.window, by=self.by, guarded=name)
        return traffic.guarding(render, expr, self.min_rate)
