"""The share of events that took too long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Literal, Self

from taskcenter_monitor.signals.base import (
    Events,
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
    aggregation,
)
from taskcenter_monitor.signals.filling import OBSERVATION, Crossing, Filling, partly
from taskcenter_monitor.signals.traffic import Traffic, per_second
from taskcenter_monitor.spec.base import QuantityField, SelectorField, Window
from taskcenter_monitor.vocabulary.buckets import bound_matcher
from taskcenter_monitor.vocabulary.names import quantity_word
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.units import RATIO, SECONDS, Unit


class Latency(SignalModel):
    """The share of the observations of a window that lie beyond `within`, 0 to 1.

    `metric` is the histogram's name without `_bucket`, and `within` one of its finite bounds, so
    that nothing is estimated. Where the bucket never counted all observations lie beyond it;
    without traffic there is no value. Below `min_rate` the alert stays quiet, because few
    observations prove nothing.
    """

    recorded_by_default: ClassVar[bool] = True
    measured: ClassVar[Unit] = SECONDS
    """The unit of `metric`: that of most, until the signal is settled and has its own."""

    kind: Literal["latency"]
    metric: SelectorField
    within: QuantityField
    window: Window
    min_rate: QuantityField | None = None

    def settled(self, unit_of: Callable[[str], Unit]) -> Self:
        return self.changed(measured=unit_of(self.metric.metric))

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, "quantile"),)

    def unit(self, around: Surroundings) -> Unit:
        return RATIO

    def filling(self, crossing: Crossing) -> Filling:
        if crossing.above:
            largest = "every observation lies beyond the bound"
            return partly(self._seconds(), crossing.share, largest, OBSERVATION)
        largest = "every observation lies within the bound"
        return partly(self._seconds(), 1 - crossing.share, largest, OBSERVATION)

    @property
    def bound(self) -> int | float:
        """`within` in the unit of the histogram."""
        return self.within.in_unit(self.measured)

    @property
    def bucket(self) -> Selector:
        """The counter of the observations that are not beyond `within`."""
        matchers = (*self.metric.matchers, bound_matcher(self.bound))
        return Selector(f"{self.metric.metric}_bucket", matchers)

    @property
    def count(self) -> Selector:
        """The counter of all observations."""
        return self.metric.suffixed("_count")

    def events(self, render: Render, window: str, by: Sequence[str]) -> Events:
        variables = self._variables(window, aggregation("sum", by))
        return Events(
            bad=render("latency", "bad", variables),
            total=render("latency", "total", variables),
            source=str(self.count),
        )

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = self._variables(self.window, aggregation("sum", self.by))
        variables["floor"] = "0" if self.is_recorded else per_second(self.min_rate)
        expr = render("latency", "signal", variables)
        operations = f"over_{quantity_word(self.within)}_ratio_rate{self.window}"
        name = self._named(self.metric.metric, operations)
        if self.min_rate is None or not self.is_recorded:
            return self._kept(name, expr)
        traffic = Traffic(selector=self.count, window=self.window, by=self.by, guarded=name)
        return traffic.guarding(render, expr, self.min_rate)

    def _variables(self, window: str, grouped: str) -> dict[str, Any]:
        return {
            "bucket": str(self.bucket),
            "count": str(self.count),
            "window": window,
            "sum": grouped,
        }
