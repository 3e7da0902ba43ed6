"""A counter against a band around what was usual at this time of the day and the week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

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
from taskcenter_monitor.spec.base import QuantityField, SelectorField, Window, fault
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.names import recorded, stem
from taskcenter_monitor.vocabulary.quantities import number_text, parse_quantity
from taskcenter_monitor.vocabulary.units import PER_SECOND, RATIO, Unit

LAGS = ("1d", "1w", "2w", "3w", "4w")
"""Mostly weeks, so that a Saturday is held against Saturdays."""
LAG = "lag"
"""The label that tells the lagged series of one group apart."""
WIDEST = 0.9
"""The share of the usual level that a band reaches down at most: nothing at all lies beyond it."""

_DAY = 86400.0


class Anomaly(SignalModel):
    """How far the current rate or increase lies from the usual one: 100% is the edge of the band.

    The usual level is the median of what there was at this time at each of the `lags`; it is known
    as soon as more than half of them are. The band reaches as far as the largest of these:
    `margin`, a share of the usual level; `spreads` times the median distance of the lags from
    their median; and `floor`, the least difference that matters. Downwards it ends above 0 wherever
    the usual level exceeds `floor`, and series that are gone count as 0. What happens up to `slack`
    early or late is no anomaly. A `drop` is measured downwards, a `rise` upwards, and `both` in
    the direction of the present. The series are summed `by` the labels; without `by` they make one.
    """

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["anomaly"]
    metric: SelectorField
    function: Literal["rate", "increase"] = "rate"
    window: Window
    direction: Literal["drop", "rise", "both"]
    floor: QuantityField
    lags: list[Window] = Field(default_factory=lambda: [*LAGS], min_length=3)
    margin: QuantityField = parse_quantity("40%")
    spreads: Annotated[float, Field(ge=0)] = 3.0
    slack: Window = "10m"

    @model_validator(mode="after")
    def _band(self) -> Anomaly:
        if LAG in (self.by or ()):
            raise fault("signal/anomaly", f"`by` cannot have {LAG}: it tells the past days apart")
        seconds = [parse_duration(lag) for lag in self.lags]
        if len({*seconds}) < len(seconds):
            raise fault("signal/anomaly", "a lag stands twice in `lags`, so its day counts twice")
        if any(lag % _DAY for lag in seconds):
            raise fault("signal/anomaly", "`lags` are whole days: noon is compared with noon")
        if not 0 < parse_duration(self.slack) <= _DAY / 4:
            raise fault("signal/anomaly", "`slack` is at most 6h: morning is not evening")
        if not 0 < self.margin.base <= WIDEST:
            raise fault("signal/anomaly", f"`margin` must lie between 0 and {WIDEST:.0%}")
        return self

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, "counted"),)

    def pasts(self) -> tuple[tuple[tuple[str | int, ...], str, str], ...]:
        return tuple((("lags", number), lag, self.window) for number, lag in enumerate(self.lags))

    def unit(self, around: Surroundings) -> Unit:
        return RATIO

    def carried(self, around: Surroundings) -> tuple[str, ...]:
        return tuple(self.by or ())

    @property
    def needed(self) -> int:
        """How many lags must be known: more than half, so that one bad day decides nothing."""
        return len(self.lags) // 2 + 1

    @property
    def least(self) -> float:
        """The floor, in what the function yields."""
        return self.floor.in_unit(PER_SECOND) if self.function == "rate" else self.floor.base

    @property
    def most(self) -> float | None:
        """The value when nothing is left and the band is at its narrowest; None for no bound."""
        return 1 / self.margin.base if self.direction == "drop" else None

    def filling(self, crossing: Crossing) -> Filling:
        limit = crossing.limit
        if limit is None or not crossing.above:
            return whole(self._seconds())
        if self.direction == "drop":
            largest = "from the usual level to nothing"
            return partly(self._seconds(), limit.base * self.margin.base, largest)
        return partly(self._seconds(), 0, "many times the usual level")

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        name = self.function
        operations = {
            "current": f"{name}{self.window}",
            **{part: f"{part}_{name}{self.window}" for part in ("lagged", "usual", "spread")},
            **{edge: f"{edge}_{name}{self.window}" for edge in self._edges},
        }
        series = self.series or stem(self.metric.metric)
        names = {part: recorded(self.by or [], series, text) for part, text in operations.items()}
        variables = {**self._variables(), **names}
        made = [
            Recording(recorded_as, render("anomaly", part, variables))
            for part, recorded_as in names.items()
        ]
        sides = {side: render("anomaly", side, variables) for side in self._sides}
        expr = render("anomaly", "both", sides) if len(sides) > 1 else "".join(sides.values())
        suffix = "" if self.direction == "both" else f"_{self.direction}"
        value = recorded(self.by or [], series, f"anomaly{suffix}")
        return Lowered((*made, Recording(value, expr)), value)

    @property
    def _sides(self) -> tuple[str, ...]:
        return ("drop", "rise") if self.direction == "both" else (self.direction,)

    @property
    def _edges(self) -> tuple[str, ...]:
        return tuple({"drop": "lower", "rise": "upper"}[side] for side in self._sides)

    def _variables(self) -> dict[str, Any]:
        """All that is no recorded name. The past is read as far ahead as it may be late."""
        slack = parse_duration(self.slack)
        by = ", ".join(self.by or ())
        return {
            "metric": str(self.metric),
            "function": self.function,
            "window": self.window,
            "sum": aggregation("sum", self.by or []),
            "median": aggregation("quantile", self.by or []),
            "count": aggregation("count", self.by or []),
            "on": f"on ({by})",
            "lags": [
                {"name": lag, "offset": clock_text(parse_duration(lag) - slack)}
                for lag in self.lags
            ],
            "few": self.needed - 1,
            "margin": number_text(self.margin.base),
            "spreads": number_text(self.spreads),
            "most": number_text(WIDEST),
            "floor": number_text(self.least),
            "range": clock_text(2 * slack),
        }
