"""What a person reads when an alert has fired."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import AlertingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RunbookSection:
    """The runbook of one alert in one language."""

    language: str
    title: str
    description: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One severity of an alert, as people read it: `> 80%` held for `5m`."""

    severity: str
    condition: str
    wait: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """Cause, check and fix of one alert; becomes `runbooks/<alert>.md`."""

    alert: str
    component: str
    team: str
    limits: tuple[Limit, ...]
    sections: tuple[RunbookSection, ...]
    rules: tuple[AlertingRule, ...]
    dashboard_url: str
    origin: Origin
