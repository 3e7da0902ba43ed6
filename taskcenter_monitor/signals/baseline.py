"""A counter against the same hour of a day and a week ago."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from taskcenter_monitor.signals.base import (
    Lowered,
    Recording,
    Render,
    SignalModel,
    Surroundings,
    Use,
    aggregation,
)
from taskcenter_monitor.signals.filling import Crossing, Filling, partly, whole
from taskcenter_monitor.spec.base import QuantityField, SelectorField, Window
from taskcenter_monitor.vocabulary.names import recorded, stem
from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.units import PER_SECOND, RATIO, Unit


class Baseline(SignalModel):
    """The current rate or increase as a share of what was usual at this hour: 0.5 is half.

    The series are summed `by` the labels; without `by` they make one. A `drop` is held against
    the lowest of the offsets and a `rise` against the highest, so an alert fires only if all of
    them say so. For a drop the baseline must exceed `floor`, for a rise the current value must;
    traffic so low proves nothing. The windows of an increase are equally long. `per: instance`
    compares each instance with the mean of its group, because a new instance has no history of
    its own; labels that tell the series of one instance apart stand in `by`.
    """

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["baseline"]
    metric: SelectorField
    function: Literal["rate", "increase"] = "rate"
    window: Window
    baseline_window: Window
    direction: Literal["drop", "rise"]
    floor: QuantityField
    offsets: list[Window] = Field(default_factory=lambda: ["1d", "1w"], min_length=1)
    per: Literal["group", "instance"] = "group"

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, "counted"),)

    def windows(self) -> tuple[tuple[str, str], ...]:
        return (("window", self.window), ("baseline_window", self.baseline_window))

    def pasts(self) -> tuple[tuple[tuple[str | int, ...], str, str], ...]:
        return tuple(
            (("offsets", number), offset, self.baseline_window)
            for number, offset in enumerate(self.offsets)
        )

    def unit(self, around: Surroundings) -> Unit:
        return RATIO

    def carried(self, around: Surroundings) -> tuple[str, ...]:
        if self.per == "instance":
            return around.labels_of(self.metric.metric)
        return tuple(self.by or ())

    def filling(self, crossing: Crossing) -> Filling:
        if self.direction == "drop" and not crossing.above:
            largest = "from the usual level to nothing"
            return partly(self._seconds(), 1 - crossing.share, largest)
        if self.direction == "rise" and crossing.above:
            return partly(self._seconds(), 0, "many times the usual level")
        return whole(self._seconds())

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        series = self.series or stem(self.metric.metric)
        each = None if self.per == "instance" else (self.by or [])
        name = self.function
        current = recorded(each, series, f"{name}{self.window}")
        reference = recorded(self.by or [], series, f"baseline_{name}{self.baseline_window}")
        floor = number_text(self.floor.in_unit(PER_SECOND) if name == "rate" else self.floor.base)
        mean_or_sum = "avg" if self.per == "instance" else "sum"
        variables = {
            "metric": str(self.metric),
            "function": name,
            "window": self.window,
            "baseline_window": self.baseline_window,
            "offsets": self.offsets,
            "outer": aggregation("min" if self.direction == "drop" else "max", self.by or []),
            "inner": aggregation(mean_or_sum, self.by or []),
            "sum": aggregation("sum", each),
            "on": f"on ({', '.join(self.by or [])})" if each is None else "",
            "direction": self.direction,
            "current": current,
            "reference": reference,
            "floor": floor,
        }
        ratio = recorded(each, series, "ratio_to_baseline")
        return Lowered(
            (
                Recording(current, render("baseline", "current", variables)),
                Recording(reference, render("baseline", "reference", variables)),
                Recording(ratio, render("baseline", "signal", variables)),
            ),
            ratio,
            f"{current} > {floor}" if self.direction == "rise" else "",
        )
