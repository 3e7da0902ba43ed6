"""Alerts: when a signal is bad, and what to do then."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field, model_validator

from taskcenter_monitor.spec.base import DurationText, QuantityField, SpecModel, Text, Window, fault
from taskcenter_monitor.spec.shapes import Name
from taskcenter_monitor.vocabulary.quantities import Quantity
from taskcenter_monitor.vocabulary.severities import SEVERITIES


class Limit(SpecModel):
    """A value that others lie above or below."""

    above: QuantityField | None = None
    below: QuantityField | None = None

    @property
    def limit(self) -> Quantity | None:
        """The value itself."""
        return self.above if self.above is not None else self.below

    @property
    def operator(self) -> str:
        """How PromQL compares."""
        return ">" if self.above is not None else "<"

    @property
    def key(self) -> str:
        """The key under which the limit was written."""
        return "above" if self.above is not None else "below"


class Threshold(Limit):
    """When one severity of an alert fires.

    `for` (as `wait`) is how long the condition must hold. Signals that carry their own
    condition (liveness, `unit: condition`) have neither `above` nor `below`.
    """

    wait: DurationText = Field(default="0s", alias="for")
    keep_firing_for: DurationText | None = None

    @property
    def waits(self) -> bool:
        """Whether the condition must hold for a while."""
        return self.wait not in ("0s", "0m")


class Alert(SpecModel):
    """One alert: a signal, a threshold for each severity, and words for people."""

    title: Text
    signal: str
    team: str | None = None
    critical: Threshold | None = None
    warning: Threshold | None = None
    info: Threshold | None = None
    none: Threshold | None = None
    summary: Text | None = None
    description: Text
    dashboard: Name = "overview"
    runbook: Text

    @cached_property
    def thresholds(self) -> dict[str, Threshold]:
        """Severity to threshold, from the most to the least urgent."""
        found = ((severity, getattr(self, severity)) for severity in SEVERITIES)
        return {severity: threshold for severity, threshold in found if threshold is not None}

    @model_validator(mode="after")
    def _some_threshold(self) -> Alert:
        if not self.thresholds:
            raise fault("alert/threshold", "a severity is missing: critical, warning or info")
        return self


class AlertFile(SpecModel):
    """The head of `specs/alerts/<component>.yaml`; its alerts are read one by one."""

    component: str
    team: str
    interval: Window = "15s"
