"""Runbooks, one Markdown page an alert."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taskcenter_monitor.emitters.documents import header
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.runbooks import Runbook
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.vocabulary.names import runbook_path

TEMPLATE = "runbook.md.j2"


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:
    """Yields `runbooks/<alert>.md`."""
    for runbook in monitoring.runbooks:
        yield Artifact(
            path=runbook_path(runbook.alert),
            text=render(TEMPLATE, _variables(runbook)),
            origin=runbook.origin,
        )


def _variables(runbook: Runbook) -> dict[str, Any]:
    """What the template may use: texts and rows of them, which a sandbox lets pass at once."""
    return {
        "note": header(runbook.origin.file).removeprefix("# "),
        "alert": runbook.alert,
        "component": runbook.component,
        "team": runbook.team,
        "dashboard": runbook.dashboard_url,
        "limits": [(limit.severity, limit.condition, limit.wait) for limit in runbook.limits],
        "sections": [(one.title, one.description, one.body) for one in runbook.sections],
        "rules": [(dict(rule.labels)["severity"], rule.expr) for rule in runbook.rules],
    }
