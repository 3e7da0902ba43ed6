"""The way out: PromQL as somebody wrote it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from taskcenter_monitor.signals.base import (
    Lowered,
    Recording,
    Render,
    SignalModel,
    Surroundings,
    Use,
)
from taskcenter_monitor.spec.base import (
    AnyUnitName,
    DurationText,
    LabelName,
    SpecModel,
    Window,
    fault,
)
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.promql import uncommented
from taskcenter_monitor.vocabulary.samples import check, length
from taskcenter_monitor.vocabulary.selectors import parse_selector
from taskcenter_monitor.vocabulary.units import UNITS, Unit


class Example(SpecModel):
    """Some series, and what the expression makes of them: its proof, which tcmon cannot invent.

    `series` has the values of each as promtool writes them, one `every` so often (the interval of
    the rule group where it is not given). From `since` (the start where it is not given; and not
    before), or from `by` at the latest, until `until` the expression yields exactly the label
    sets in `yields`, with `value` where it is given. Where the alert has a limit, all numbers are
    also multiplied so that the value lies around it, unless the values of the examples do already.
    """

    shows: str
    series: dict[str, str]
    every: Window | None = None
    since: DurationText | None = None
    by: DurationText | None = None
    until: Window
    yields: list[dict[LabelName, str]] = Field(default_factory=list)
    value: float | int | None = None

    @model_validator(mode="after")
    def _readable(self) -> Example:
        for series, values in self.series.items():
            try:
                matchers = parse_selector(series).matchers
                if any(matcher.operator != "=" for matcher in matchers):
                    raise ValueError(f"{series!r} is no series; every label needs = and a value")
                check(values)
            except ValueError as error:
                raise fault("example/series", str(error)) from None
        if self.since is not None and self.by is not None:
            raise fault("example/time", "either `since` is known, or `by` when at the latest")
        if parse_duration(self.until) <= self.begin:
            raise fault("example/time", "`until` must come after `since` and `by`")
        if self.every is not None and self.reach(parse_duration(self.every)) < parse_duration(
            self.until
        ):
            raise fault("example/time", "all series end before `until`, so nothing is proven there")
        return self

    @property
    def begin(self) -> float:
        """From when on it is known what the expression yields, in seconds."""
        return parse_duration(self.since or self.by or "0s")

    def reach(self, step: float) -> float:
        """Until when there are values that are `step` seconds apart; without series, always."""
        lengths = [length(values) for values in self.series.values()]
        return (max(lengths) - 1) * step if lengths else math.inf


class Expression(SignalModel):
    """Raw PromQL with the unit and the labels of its result.

    The unit `condition` says that the expression compares by itself and yields samples only when
    something is bad. A recorded expression gives the whole series name in `series`. `examples`
    prove it: without them no test of its rules can be made.
    """

    kind: Literal["expression"]
    expression: str
    unit_name: AnyUnitName = Field(alias="unit")
    labels: list[LabelName]
    examples: list[Example] = Field(default_factory=list)

    @model_validator(mode="after")
    def _named_if_recorded(self) -> Expression:
        if self.is_recorded and self.series is None:
            raise fault("signal/incomplete", "a recorded expression needs `series`, its full name")
        return self

    def uses(self) -> tuple[Use, ...]:
        return ()

    def unit(self, around: Surroundings) -> Unit:
        return UNITS[self.unit_name]

    def carried(self, around: Surroundings) -> tuple[str, ...]:
        return tuple(self.labels)

    @property
    def promql(self) -> str:
        """The expression as it goes into a rule: without comments and the space around it."""
        return uncommented(self.expression).strip()

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        expr = render("expression", "signal", {"expression": self.promql})
        if self.is_recorded and self.series is not None:
            return Lowered((Recording(self.series, expr),), self.series)
        return Lowered((), expr)
