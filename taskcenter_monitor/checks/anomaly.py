"""An anomaly is told for what it is: unusual, and not necessarily broken."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.checks.usage import told
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.signals.anomaly import Anomaly
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry, Project


def limit(project: Project) -> Iterator[Finding]:
    """Lower limits on the distance from the usual."""
    for name, alert, severity, threshold in _told(project):
        if threshold.below is not None:
            yield Finding(
                alert.origin.at_key(severity, "below"),
                f"{name} is how far the present is from the usual, so its limit is an `above`",
                "write above: 100%, which is the edge of the band",
            )


def inside(project: Project) -> Iterator[Finding]:
    """Limits within the band."""
    for name, alert, severity, threshold in _told(project):
        if threshold.above is not None and threshold.above.base < 1:
            yield Finding(
                alert.origin.at(severity, "above"),
                f"above {threshold.above.text} lies within the band of {name}, which ends at 100%",
                "raise it to 100%, or make the band narrower with `margin`",
            )


def ticket(project: Project) -> Iterator[Finding]:
    """Anomalies that get people out of bed."""
    for name, alert, severity, _ in _told(project):
        if severity == "critical":
            yield Finding(
                alert.origin.at_key(severity),
                f"{name} is unusual, which a holiday is too; that is a ticket and no reason to "
                "wake anybody",
                "use warning or info; wake people by what users feel, errors or latency",
            )


def _told(project: Project) -> Iterator[tuple[str, AlertEntry, str, Threshold]]:
    """The name of every anomaly with each severity of each alert on it."""
    levels = told(project)
    for entry in of_kind(project, Anomaly):
        for alert, severity, threshold in levels.get(entry.name, ()):
            yield entry.name, alert, severity, threshold


CHECKS = (
    Check(
        id="anomaly/limit",
        why="The smaller an anomaly is, the more usual is everything: a lower limit fires on "
        "ordinary days.",
        run=limit,
    ),
    Check(
        id="anomaly/inside",
        why="The band is what is usual; a limit within it fires on ordinary days.",
        run=inside,
    ),
    Check(
        id="anomaly/ticket",
        why="A holiday, a campaign and a moved batch are unusual and healthy. People who are woken "
        "for them stop reading alerts.",
        run=ticket,
        level=Level.WARNING,
    ),
)
