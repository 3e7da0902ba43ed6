"""Whether something is there at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from taskcenter_monitor.signals.base import (
    Lowered,
    Render,
    SignalModel,
    Surroundings,
    Use,
)
from taskcenter_monitor.spec.base import SelectorField, fault
from taskcenter_monitor.vocabulary.names import stem
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.units import CONDITION, Unit


class Liveness(SignalModel):
    """A 0/1 gauge (`up` where no other is named) that says nothing good any more.

    `instance_down` yields each series that is 0; `all_instances_down` each job without a healthy
    instance, and each of `jobs` that left service discovery; `target_vanished` says, without any
    label, that one of `jobs` has no healthy instance, known or not. The signal is its own
    condition: the alert has no threshold.
    """

    kind: Literal["liveness"]
    metric: SelectorField = Selector("up")
    mode: Literal["instance_down", "all_instances_down", "target_vanished"]
    jobs: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _jobs_named(self) -> Liveness:
        if (self.mode == "instance_down") is bool(self.jobs):
            wanted = "takes no `jobs`" if self.jobs else "needs `jobs`"
            raise fault("signal/incomplete", f"the mode {self.mode} {wanted}")
        return self

    def uses(self) -> tuple[Use, ...]:
        return (Use(("metric",), self.metric, "raw"),)

    def unit(self, around: Surroundings) -> Unit:
        return CONDITION

    def carried(self, around: Surroundings) -> tuple[str, ...]:
        if self.mode == "instance_down":
            return around.labels_of(self.metric.metric)
        # absent() of anything but a plain selector has no labels.
        return ("job",) if self.mode == "all_instances_down" else ()

    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        variables = {"metric": str(self.metric), "name": self.metric.metric, "jobs": self.jobs}
        expr = render("liveness", self.mode, variables)
        return self._kept(self._named(stem(self.metric.metric), self.mode), expr)
