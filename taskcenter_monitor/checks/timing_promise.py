"""Critical availability alerts fire within the time that the product promises."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.detection import Detection, detection, scraped
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.durations import seconds_text

PROMISE = 30.0
"""Seconds within which a critical availability alert fires: the product's own promise."""
AVAILABILITY = "availability"
"""The component whose critical alerts are under that promise."""


def late_critical(project: Project) -> Iterator[Finding]:
    """Critical availability alerts that cannot fire within the promised time."""
    for alert in project.alerts.values():
        critical = alert.value.critical
        if critical is None or alert.component != AVAILABILITY:
            continue
        # Unknown signals and metrics are the faults of other checks.
        if scraped(project, alert.value.signal):
            found = detection(project, alert, critical)
            if found.slight.seconds > PROMISE:
                yield _late(alert, found)


def _late(alert: AlertEntry, found: Detection) -> Finding:
    firing = found.slight
    listed = " + ".join(
        f"{name} {seconds_text(seconds)}"
        for name, seconds in firing.summands
        if seconds or name != "window"
    )
    if firing.window:
        listed += "; the window must fill with bad samples"
    return Finding(
        alert.origin.at("critical", *(("for",) if firing.held else ())),
        f"{alert.name} fires up to {seconds_text(firing.seconds)} after {found.filling.since}, "
        f"promised are {seconds_text(PROMISE)}: {listed}",
        "shorten `for`, the interval of this file, or the interval of the scrape job"
        + (", or let a condition without a window page" if firing.window else ""),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="timing/late-critical",
        why="Task Center promises that critical availability alerts fire within 30 s "
        "of the fault, or of the event that crosses a limit on events.",
        run=late_critical,
    ),
)
