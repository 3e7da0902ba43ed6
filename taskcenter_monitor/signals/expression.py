"""The way out: PromQL as somebody wrote it."""

from __future__ import annotations

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
from taskcenter_monitor.spec.base import AnyUnitName, LabelName, fault
from taskcenter_monitor.vocabulary.promql import uncommented
from taskcenter_monitor.vocabulary.units import UNITS, Unit


class Expression(SignalModel):
    """Raw PromQL with the unit and the labels of its result.

    The unit `condition` says that the expression compares by itself and yields samples only when
    something is bad. A recorded expression gives the whole series name in `series`.
    """

    kind: Literal["expression"]
    expression: str
    unit_name: AnyUnitName = Field(alias="unit")
    labels: list[LabelName]

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
