"""How long it takes a gauge to reach a limit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from taskcenter_monitor.signals.base import (
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
    aggregation,
)
from taskcenter_monitor.signals.filling import Crossing, Filling, partly, whole
from taskcenter_monitor.spec.base import QuantityField, SelectorField, Window, fault
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.names import stem
from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.units import RATIO, SECONDS, Unit

REACH = 30
"""Windows that a trend is drawn on for at most: an hour says nothing about the month after it."""
FIT = 0.8
"""The least part of all movement that a line must explain; of a single jump it explains 0.75."""
POINTS = 120
"""Points at which a window is read: evenly, so that a change of the scrape interval, or a rule that
is evaluated between two scrapes, moves the fit by little."""
LAST = "5m"
"""How old the present value may be, so that a failed scrape leaves no gap."""


class Forecast(SignalModel):
    """Seconds until `metric` reaches a limit at its present pace; 0 where it is reached already.

    The limit is a `capacity` that it grows to (0 stands for unlimited), or a fixed one: `rises_to`
    or `falls_to`. The pace is that of a line through the values of `window`. There is no value
    where the line leads away from the limit, where it explains less than 0.8 of all movement
    (the square of the correlation with time, which a single jump does not reach), where the window
    holds less than `min_history` (two thirds of it unless given), and where the limit is more than
    30 windows away. What has reached its limit needs neither a line nor a history.

    `max_left` keeps an alert quiet while a larger share than this is left: of the limit, or of
    `whole` for a metric that falls. `by` takes the soonest of each group.
    """

    recorded_by_default: ClassVar[bool] = True

    kind: Literal["forecast"]
    metric: SelectorField
    capacity: SelectorField | None = None
    rises_to: QuantityField | None = None
    falls_to: QuantityField | None = None
    window: Window
    min_history: Window | None = None
    max_left: QuantityField | None = None
    whole: SelectorField | None = None

    @model_validator(mode="after")
    def _complete(self) -> Forecast:
        limits = [one for one in (self.capacity, self.rises_to, self.falls_to) if one is not None]
        if len(limits) != 1:
            message = "exactly one of `capacity`, `rises_to` and `falls_to` is the limit"
            raise fault("signal/incomplete", message)
        falls_to_share = self.falls_to is not None and self.max_left is not None
        if (self.whole is not None) is not falls_to_share:
            message = "`whole` is what `max_left` is a share of, for a metric that falls"
            raise fault("signal/incomplete", message)
        return self

    @property
    def falls(self) -> bool:
        """Whether the metric falls to its limit."""
        return self.falls_to is not None

    @property
    def history(self) -> float:
        """Seconds of the window that a series must fill to be forecast."""
        return parse_duration(self.min_history) if self.min_history else self._seconds() * 2 / 3

    @property
    def resolution(self) -> float:
        """Seconds between two points at which the window is read."""
        return max(1.0, float(round(self._seconds() / POINTS)))

    @property
    def steps(self) -> int:
        """The history in steps from one point to the next."""
        return round(self.history / self.resolution)

    @property
    def horizon(self) -> float:
        """The longest forecast in seconds."""
        return REACH * self._seconds()

    def uses(self) -> tuple[Use, ...]:
        found = [Use(("metric",), self.metric, "sloped")]
        if self.capacity is not None:
            found.append(Use(("capacity",), self.capacity, "gauged"))
        if self.whole is not None:
            found.append(Use(("whole",), self.whole, "gauged"))
        return tuple(found)

    def unit(self, around: Surroundings) -> Unit:
        return SECONDS

    def filling(self, crossing: Crossing) -> Filling:
        if crossing.above:
            return whole(self._seconds())
        return partly(self._seconds(), 0, "the limit reached at once")

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = self._variables()
        guard = render("forecast", "guard", variables | self._left()) if self.max_left else ""
        name = self._named(stem(self.metric.metric), f"forecast{self.window}")
        return self._kept(name, render("forecast", "signal", variables), guard)

    def _variables(self) -> dict[str, Any]:
        limit = self.falls_to if self.falls else self.rises_to
        return {
            "metric": str(self.metric),
            "capacity": str(self.capacity or ""),
            "limit": number_text(limit.base) if limit is not None else "",
            "falls": self.falls,
            "last": LAST,
            "window": f"{self.window}:{clock_text(self.resolution)}",
            "least": self.steps,
            "horizon": number_text(self.horizon),
            # The mean of evenly spaced points is the middle of their line, half of its rise below
            # its end. So of their variance the line explains D^2 / 3 where D is the end less the
            # mean, whatever part of the window they fill. The sign of D says where it leads.
            "misfit": number_text(round(math.sqrt(3 * FIT), 3)),
            "soonest": aggregation("min", self.by),
            # `or` binds less than the comparison that an alert puts behind it.
            "enclosed": not self.is_recorded,
        }

    def _left(self) -> dict[str, Any]:
        """What the guard reads besides, which nothing of the recorded series depends on."""
        most = number_text(self.max_left.in_unit(RATIO)) if self.max_left is not None else ""
        return {"whole": str(self.whole or ""), "max_left": most}
