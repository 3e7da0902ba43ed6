"""What SLOs count of their signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import Events, SignalModel
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.burning import BASE

COUNTING = tuple(kind for kind, model in KINDS.items() if model.events is not SignalModel.events)
"""The kinds of signal that tell bad events from good ones."""


@per_project
def counted(project: Project) -> Mapping[str, Events | None]:
    """The name of an SLO to what it counts, None where its signal counts nothing.

    SLOs of unknown signals are left out.
    """
    return {
        name: project.signals[slo.value.signal].value.events(_any_promql, BASE, slo.value.by)
        for name, slo in project.slos.items()
        if slo.value.signal in project.signals
    }


def _any_promql(kind: str, block: str, variables: Mapping[str, Any]) -> str:
    """Stands in for a template: checks ask whether there is something, not what."""
    del variables
    return f"{kind} {block}"
