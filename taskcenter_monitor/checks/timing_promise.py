"""Critical availability alerts fire within the time that the product promises."""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.results import units
from taskcenter_monitor.checks.usage import usages_by_signal
from taskcenter_monitor.signals.changes import Changes
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.increase import Increase
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.scrape import Job
from taskcenter_monitor.vocabulary.durations import parse_duration, seconds_text
from taskcenter_monitor.vocabulary.units import Dimension

PROMISE = 30.0
"""Seconds within which a critical availability alert fires: the product's own promise."""
AVAILABILITY = "availability"
"""The component whose critical alerts are under that promise."""
_EVENTS = (Changes, Increase)
"""Signals that count events: the bound begins with the event that is one too many."""


def late_critical(project: Project) -> Iterator[Finding]:
    """Critical availability alerts that cannot fire within the promised time."""
    for alert in project.alerts.values():
        critical = alert.value.critical
        if critical is None or alert.component != AVAILABILITY:
            continue
        scrape = _slowest_scrape(project, alert)
        if scrape is None:
            continue
        interval = parse_duration(alert.interval)
        wait = math.ceil(parse_duration(critical.wait) / interval) * interval
        filling = _filling(project, alert.value.signal)
        bound = sum(scrape) + interval + wait + filling
        if bound > PROMISE:
            parts = {
                "scrape": scrape[0],
                "timeout": scrape[1],
                "interval": interval,
                "for": wait,
            }
            listed = " + ".join(f"{name} {seconds_text(part)}" for name, part in parts.items())
            if filling:
                listed += f" + window {seconds_text(filling)}, which must fill with bad samples"
            yield Finding(
                alert.origin.at("critical", *(("for",) if wait else ())),
                f"{alert.name} fires up to {seconds_text(bound)} after {_since(project, alert)}, "
                f"promised are {seconds_text(PROMISE)}: {listed}",
                "shorten `for`, the interval of this file, or the interval of the scrape job"
                + (", or let a condition without a window page" if filling else ""),
            )


def _filling(project: Project, name: str) -> float:
    """Seconds of a fault until a window shows all of it.

    A condition looks at the present. A number of events crosses its limit with the event that is
    one too many, however long the window is; any other value is a mean or an extreme of the window.
    """
    signal, unit = project.signals[name].value, units(project).get(name)
    if isinstance(signal, _EVENTS) or unit is None or unit.dimension is Dimension.CONDITION:
        return 0.0
    if isinstance(signal, Expression):
        read = usages_by_signal(project).get(name, ())
        return max((usage.window for usage in read), default=0.0)
    return parse_duration(dict(signal.windows()).get("window", "0s"))


def _since(project: Project, alert: AlertEntry) -> str:
    counted = isinstance(project.signals[alert.value.signal].value, _EVENTS)
    return "the event that crosses the limit" if counted else "the fault"


def _slowest_scrape(project: Project, alert: AlertEntry) -> tuple[float, float] | None:
    """Interval and timeout of the slowest job that a signal reads; None where it reads none."""
    entry = project.signals.get(alert.value.signal)
    if entry is None:
        return None
    jobs = set(entry.value.jobs) if isinstance(entry.value, Liveness) else set()
    if not jobs:
        for usage in usages_by_signal(project).get(entry.name, ()):
            jobs.update(usage.jobs)
    scrape = project.scrape.value
    times = [_times(project, scrape.jobs[job]) for job in jobs if job in scrape.jobs]
    return max(times, key=sum, default=None)


def _times(project: Project, job: Job) -> tuple[float, float]:
    scrape = project.scrape.value
    return (
        parse_duration(job.interval or scrape.interval),
        parse_duration(job.timeout or scrape.timeout),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="timing/late-critical",
        why="Task Center promises that critical availability alerts fire within 30 s "
        "of the fault, or of the event that crosses a limit on events.",
        run=late_critical,
    ),
)
