"""The share of time in which something was not as it should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

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
from taskcenter_monitor.spec.base import LabelName, QuantityField, SelectorField, Window, fault
from taskcenter_monitor.vocabulary.durations import clock_text
from taskcenter_monitor.vocabulary.names import stem
from taskcenter_monitor.vocabulary.quantities import Quantity, number_text
from taskcenter_monitor.vocabulary.units import COUNT, RATIO, Unit

LOOKS_EVERY = 15.0
"""Seconds between two looks at a gauge: as often as targets are usually scraped.

Less often would miss a scrape that failed, more often would count the same sample twice. It does
not depend on the window, so that windows of one gauge add up.
"""
SETTLING = "1m"
"""How long Prometheus must have scraped before what is missing is bad.

After a start the first scrapes of all targets are spread over one interval, of a minute at most as
a rule: what has not had its turn yet is not missing.
"""
_AGGREGATIONS = {"any": "max", "all": "min"}


class Availability(SignalModel):
    """The share of time, 0 to 1, in which a gauge was on its bad side, over a window.

    A series is good at 1, or while it is `above` or `below` a limit. With `mode: any` a group is
    good while one of its series is, with `all` only while each of them is. Without `by` all series
    make one, which is bad as well while none of them is there, as long as Prometheus scrapes
    anything. Of several groups only those count that are there.
    """

    recorded_by_default: ClassVar[bool] = True
    measured: ClassVar[Unit] = COUNT
    """The unit of `metric`: that of most, until the signal is settled and has its own."""

    reaches_limit: ClassVar[bool] = False
    """Whether the limit itself is good too; only SLOs in another form can say that of theirs."""

    kind: Literal["availability"]
    metric: SelectorField
    mode: Literal["any", "all"] = "any"
    above: QuantityField | None = None
    below: QuantityField | None = None
    window: Window
    by: list[LabelName] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_side(self) -> Availability:
        if self.above is not None and self.below is not None:
            raise fault("signal/incomplete", "what is good lies either `above` or `below` a limit")
        return self

    def settled(self, unit_of: Callable[[str], Unit]) -> Self:
        return self.changed(measured=unit_of(self.metric.metric))

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, "gauged"),)

    def unit(self, around: Surroundings) -> Unit:
        return RATIO

    def filling(self, crossing: Crossing) -> Filling:
        share = crossing.share if crossing.above else 1 - crossing.share
        side = "bad" if crossing.above else "good"
        # What begins right behind a look is seen by the next one.
        seen = share + LOOKS_EVERY / self._seconds()
        return partly(self._seconds(), seen, f"it is {side} all the time")

    @property
    def limit(self) -> tuple[str, Quantity] | None:
        """The key of the limit and what it says; None where 1 is good."""
        if self.above is not None:
            return "above", self.above
        return ("below", self.below) if self.below is not None else None

    @property
    def good(self) -> tuple[str, int | float] | None:
        """The comparison that a good value passes; None where 1 is good and 0 is bad."""
        if self.limit is None:
            return None
        key, quantity = self.limit
        operator = (">" if key == "above" else "<") + ("=" if self.reaches_limit else "")
        return operator, quantity.in_unit(self.measured)

    def events(self, render: Render, window: str, by: Sequence[str]) -> Events:
        return Events(bad=self._expr(render, window, by), total="", are_seconds=True)

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        name = self._named(stem(self.metric.metric), f"unavailable_ratio{self.window}")
        return self._kept(name, self._expr(render, self.window, self.by))

    def _expr(self, render: Render, window: str, by: Sequence[str]) -> str:
        compared = f" {self.good[0]} bool {number_text(self.good[1])}" if self.good else ""
        variables = {
            "good": f"{self.metric}{compared}",
            "group": aggregation(_AGGREGATIONS[self.mode], by),
            "is_one": not by,
            "window": window,
            "step": clock_text(LOOKS_EVERY),
            "settling": SETTLING,
        }
        return render("availability", "signal", variables)
