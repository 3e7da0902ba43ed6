"""Runbooks, one Markdown page an alert."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.emitters.documents import header
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.vocabulary.names import runbook_path

TEMPLATE = "runbook.md.j2"


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:
    """Yields `runbooks/<alert>.md`."""
    for runbook in monitoring.runbooks:
        note = header(runbook.origin.file).removeprefix("# ")
        yield Artifact(
            path=runbook_path(runbook.alert),
            text=render(TEMPLATE, {"runbook": runbook, "note": note}),
            origin=runbook.origin,
        )
