"""A point in time is no number to compare with."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.results import units
from taskcenter_monitor.checks.usage import told
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.units import TIMESTAMP


def timestamp(project: Project) -> Iterator[Finding]:
    """Limits for a point in time."""
    known = units(project)
    for name, levels in told(project).items():
        unit = known.get(name)
        if unit is None or unit.name != TIMESTAMP.name:
            continue
        for alert, severity, threshold in levels:
            if threshold.limit is not None:
                yield Finding(
                    alert.origin.at(severity, threshold.key),
                    f"{name} is a point in time, in seconds since 1970; "
                    f"{threshold.key} {threshold.limit.text} says nothing about it",
                    "count restarts with kind: changes; write an age as an expression, time() - "
                    "the metric, with unit: seconds",
                )


CHECKS = (
    Check(
        id="unit/timestamp",
        why="The seconds since 1970 are above every duration, always, and below none.",
        run=timestamp,
    ),
)
