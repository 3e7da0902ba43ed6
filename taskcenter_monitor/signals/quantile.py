"""A quantile of a histogram."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import field_validator

from taskcenter_monitor.signals.base import (
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
)
from taskcenter_monitor.signals.filling import OBSERVATION, Crossing, Filling, partly
from taskcenter_monitor.signals.traffic import Traffic, per_second
from taskcenter_monitor.spec.base import QuantityField, SelectorField, Window, fault
from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.units import Unit


class Quantile(SignalModel):
    """The value below which a share `quantile` of the observations of a window lies.

    `metric` is the histogram's name without `_bucket`. Below `min_rate` of `traffic` (the
    histogram's own count where it is not given) the alert stays quiet.
    """

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["quantile"]
    metric: SelectorField
    quantile: float
    window: Window
    min_rate: QuantityField | None = None
    traffic: SelectorField | None = None

    @field_validator("quantile")
    @classmethod
    def _between(cls, quantile: float) -> float:
        if not 0 < quantile < 1:
            raise fault("signal/quantile", "a quantile lies between 0 and 1, like 0.95")
        return quantile

    def uses(self) -> tuple[Use, ...]:
        buckets = Use(("metric",), self.metric, "quantile")
        if self.traffic is None:
            return (buckets,)
        return (buckets, Use(("traffic",), self.traffic, "counted"))

    def unit(self, around: Surroundings) -> Unit:
        return around.unit_of(self.metric.metric)

    def filling(self, crossing: Crossing) -> Filling:
        share = 1 - self.quantile if crossing.above else self.quantile
        largest = "every observation lies beyond the threshold"
        return partly(self._seconds(), share, largest, OBSERVATION)

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        by = None if self.by is None else [*self.by, "le"]
        variables = {
            "quantile": number_text(self.quantile),
            "buckets": str(self.metric.suffixed("_bucket")),
            "window": self.window,
            "sum": f"sum by ({', '.join(by)}) " if by else "",
        }
        expr = render("quantile", "signal", variables)
        percentile = number_text(round(self.quantile * 100, 6)).replace(".", "_")
        name = self._named(self.metric.metric, f"p{percentile}_rate{self.window}")
        if self.min_rate is None:
            return self._kept(name, expr)
        counted = self.traffic or self.metric.suffixed("_count")
        traffic = Traffic(selector=counted, window=self.window, by=self.by, guarded=name)
        if not self.is_recorded:
            return Lowered((), expr, f"{traffic.expr(render)} > {per_second(self.min_rate)}")
        return traffic.guarding(render, expr, self.min_rate)
