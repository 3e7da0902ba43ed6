"""Grafana's dashboards, one file each."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters.documents import json_document
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.dashboards import Dashboard
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.vocabulary.names import dashboard_path


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:
    """Yields `grafana/dashboards/dashboard-<name>.json`.

    Its origins are those of `panel ID`, `row ID` and `variable NAME`.
    """
    del render
    if not monitoring.dashboards:
        return
    # Importing grafanalib takes a tenth of a second, which a build without dashboards saves.
    from taskcenter_monitor.emitters.grafana.board import board

    for dashboard in monitoring.dashboards:
        yield Artifact(
            path=dashboard_path(dashboard.name),
            text=json_document(board(dashboard)),
            origin=dashboard.origin,
            origins=tuple((name, origin) for name, origin in _origins(dashboard)),
        )


def _origins(dashboard: Dashboard) -> Iterator[tuple[str, Origin]]:
    for variable in dashboard.variables:
        yield f"variable {variable.name}", variable.origin
    for row in dashboard.rows:
        yield f"row {row.id}", row.origin
        for panel in row.panels:
            yield f"panel {panel.id}", panel.origin
