"""SLOs: how much may go wrong within a period, and how fast before somebody is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.base import (
    DurationText,
    LabelName,
    ReadBy,
    SpecModel,
    Text,
    Window,
    checked,
)
from taskcenter_monitor.spec.shapes import Name, matching
from taskcenter_monitor.vocabulary.burning import Burn
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.objectives import Share, parse_objective, parse_share

_objective_text = checked("slo/objective", parse_objective)


def _objective(value: object) -> Share:
    """A bare number gets an explanation of its own."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _objective_text(str(value))
    return _objective_text(value)


ALERT_STEM = re.compile(r"[A-Z][A-Za-z0-9]{2,59}")
"""What `alert` looks like."""
ObjectiveField = Annotated[Share, ReadBy(_objective)]
"""The share of events that must be good, in percent."""
ShareField = Annotated[Share, ReadBy(checked("slo/share", parse_share))]
"""A share of the error budget, in percent."""
AlertStem = Annotated[
    str,
    matching(ALERT_STEM.pattern, "the beginning of an alert's name, in CamelCase"),
]
"""What the names of all alerts of an SLO begin with."""
INTERVAL = "1m"
"""How often the rules of SLOs are evaluated, where nobody says otherwise."""
COMPONENT = "slo"
"""The component of all alerts on error budgets."""
BURNING, MISSING = "BudgetBurn", "NoData"
"""How the names of an SLO's alerts end."""


def alert_names(stem: str) -> tuple[str, str]:
    """The names of the alerts of an SLO that tell of its budget and of missing data."""
    return stem + BURNING, stem + MISSING


class BurnWindow(SpecModel):
    """A pace at which the error budget must not go.

    An alert fires when the part `budget` of it would be gone within `long`, and `short` says that
    it still goes on. `for` is how long both must hold, `keep_firing_for` how much longer than that
    it fires, so that errors which come every few minutes make one alert and not many.
    """

    budget: ShareField
    long: Window
    short: Window
    wait: DurationText = Field(default="0s", alias="for")
    keep_firing_for: DurationText = "0s"
    severity: Literal["critical", "warning", "info"]


class NoData(SpecModel):
    """When the series that are counted are missing: told of as an alert of its own.

    `over` is how long nothing may have been exposed while the targets are up, `for` how long that
    must hold. A counter that is there and stands still is not missing.
    """

    over: Window = "1h"
    wait: DurationText = Field(default="15m", alias="for")
    severity: Literal["critical", "warning", "info"] = "warning"


class Slo(SpecModel):
    """A promise: this share of what a signal counts is good, over any such period.

    `signal` is one that counts: a ratio, a latency, an availability. `by` makes a budget for each
    value of these labels. `alert` is what the names of its alerts begin with. `windows` are names
    of `windows.yaml`, all of them where it is left out. `min_failures` is how many events must
    have failed within a window before it can fire, so that a single one at night wakes nobody.
    `no_data: ignored` leaves out the alert on missing data, for what the services do not export
    yet: it would fire for ever.
    """

    title: Text
    signal: str
    objective: ObjectiveField
    period: Window = "30d"
    by: list[LabelName] = Field(default_factory=list)
    alert: AlertStem
    team: str | None = None
    windows: Annotated[list[str], Field(min_length=1)] | None = None
    min_failures: Annotated[int, Field(ge=1, le=1_000_000)] = 2
    no_data: Literal["told", "ignored"] = "told"
    description: Text
    runbook: Text
    dashboard: Name = "overview"


class SloFile(SpecModel):
    """The head of `specs/slos.yaml`; its SLOs are read one by one."""

    team: str
    interval: Window = INTERVAL


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowEntry:
    """A burn-rate window with its name and its place."""

    name: str
    value: BurnWindow
    origin: Origin

    @property
    def is_ordered(self) -> bool:
        """Whether the short window is the shorter one."""
        return parse_duration(self.value.short) < parse_duration(self.value.long)


@dataclass(frozen=True, slots=True, kw_only=True)
class SloEntry:
    """An SLO with what its file says of all of them.

    `windows` are those that it is held against, from the shortest to the longest.
    """

    name: str
    value: Slo
    origin: Origin
    team: str
    interval: str
    windows: tuple[WindowEntry, ...]

    @property
    def burning(self) -> str:
        """The name of the alert that fires when the budget goes too fast."""
        return alert_names(self.value.alert)[0]

    @property
    def missing(self) -> str:
        """The name of the alert that fires when data is missing, "" where that is ignored."""
        return alert_names(self.value.alert)[1] if self.value.no_data == "told" else ""

    def burn(self, window: WindowEntry) -> Burn:
        """The arithmetic of one of its windows."""
        own = window.value
        return Burn(
            share=own.budget.part,
            budget=1 - self.value.objective.part,
            period=parse_duration(self.value.period),
            long=parse_duration(own.long),
            short=parse_duration(own.short),
            wait=parse_duration(own.wait),
            keep=parse_duration(own.keep_firing_for),
            least=self.value.min_failures,
        )
