"""Windows, waits and intervals fit each other."""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.usage import Usage, told, units, usages, usages_by_signal
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.signals.changes import Changes
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.scrape import Job
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.units import Dimension

SCRAPES = 4
"""Scrapes that a window of a rate must hold: two are needed, and one or two may fail."""
GAUGE_SCRAPES = 2
"""Scrapes that a window of a gauge must hold, so that one may fail."""
PROMISE = 30.0
"""Seconds within which a critical availability alert fires: the product's own promise."""
AVAILABILITY = "availability"
"""The component whose critical alerts are under that promise."""
_NEEDING = {"counted": SCRAPES, "changes": SCRAPES, "quantile": SCRAPES, "sloped": SCRAPES}


def window(project: Project) -> Iterator[Finding]:
    """Windows that hold too few scrapes."""
    for usage in usages(project):
        if not usage.window or not usage.jobs:
            continue
        needed = _NEEDING.get(usage.function, GAUGE_SCRAPES)
        slowest = max(usage.jobs, key=lambda job: _interval(project, job))
        least = needed * _interval(project, slowest)
        shortest = _shortest_window(project, usage)
        if shortest[0] < least:
            interval = number_text(_interval(project, slowest))
            yield Finding(
                shortest[1],
                f"{number_text(shortest[0])}s hold less than {needed} scrapes of the job "
                f"{slowest}, which come every {interval}s",
                f"take at least {number_text(least)}s",
            )


def _shortest_window(project: Project, usage: Usage) -> tuple[float, Origin]:
    entry = project.signals[usage.signal]
    if isinstance(entry.value, Expression):
        return usage.window, usage.origin
    seconds = {key: parse_duration(text) for key, text in entry.value.windows()}
    key = min(seconds, key=lambda one: seconds[one])
    return seconds[key], entry.origin.at(key)


def _interval(project: Project, job: str) -> float:
    scrape = project.scrape.value
    found = scrape.jobs.get(job)  # a job that is not there is the fault of another check
    return parse_duration((found.interval if found else None) or scrape.interval)


def retention(project: Project) -> Iterator[Finding]:
    """Looks into a past that is not kept."""
    kept = parse_duration(project.service.value.retention)
    text = project.service.value.retention
    for entry in project.signals.values():
        if isinstance(entry.value, Baseline):
            reach = parse_duration(entry.value.baseline_window)
            for number, offset in enumerate(entry.value.offsets):
                if parse_duration(offset) + reach > kept:
                    yield Finding(
                        entry.origin.at("offsets", number),
                        f"{offset} and a window of {entry.value.baseline_window} reach beyond the "
                        f"retention of {text}",
                        "raise `retention` in service.yaml, or take a shorter offset",
                    )
    for usage in usages(project):
        is_baseline = isinstance(project.signals[usage.signal].value, Baseline)
        if usage.window + usage.offset > kept and not is_baseline:
            message = f"{usage.selector.metric} is read further back than the retention of {text}"
            yield Finding(usage.origin, message, "raise `retention` in service.yaml")


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
        bound = sum(scrape) + interval + wait
        if bound > PROMISE:
            parts = f"scrape {_s(scrape[0])} + timeout {_s(scrape[1])} + interval {_s(interval)}"
            yield Finding(
                alert.origin.at("critical", *(("for",) if wait else ())),
                f"{alert.name} fires up to {_s(bound)} after the fault, promised are "
                f"{_s(PROMISE)}: {parts} + for {_s(wait)}",
                "shorten `for`, the interval of this file, or the interval of the scrape job",
            )


def _slowest_scrape(project: Project, alert: AlertEntry) -> tuple[float, float] | None:
    """Interval and timeout of the slowest job that a condition reads; None for other signals."""
    unit = units(project).get(alert.value.signal)
    if unit is None or unit.dimension is not Dimension.CONDITION:
        return None
    signal = project.signals[alert.value.signal].value
    jobs = set(signal.jobs) if isinstance(signal, Liveness) else set()
    if not jobs:
        for usage in usages_by_signal(project).get(alert.value.signal, ()):
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


def _s(seconds: float) -> str:
    return f"{number_text(seconds)}s"


def short_wait(project: Project) -> Iterator[Finding]:
    """Waits that are shorter than the time between two evaluations."""
    for levels in told(project).values():
        for alert, severity, threshold in levels:
            interval = parse_duration(alert.interval)
            for key, text in (
                ("for", threshold.wait),
                ("keep_firing_for", threshold.keep_firing_for),
            ):
                if text is not None and 0 < parse_duration(text) < interval:
                    yield Finding(
                        alert.origin.at(severity, key),
                        f"{text} is shorter than the interval of the group, {alert.interval}; "
                        f"it becomes {alert.interval}",
                        "write the longer one, or evaluate the group more often",
                    )


def forgetful_window(project: Project) -> Iterator[Finding]:
    """Waits that outlast the window of what is waited for."""
    for name, levels in told(project).items():
        entry = project.signals.get(name)
        if entry is None or not isinstance(entry.value, Changes):
            continue
        reach = parse_duration(entry.value.window)
        for alert, severity, threshold in levels:
            if parse_duration(threshold.wait) >= reach:
                yield Finding(
                    alert.origin.at(severity, "for"),
                    f"{name} forgets an event after {entry.value.window}, before "
                    f"{threshold.wait} are over",
                    f"wait less than {entry.value.window}, or widen the signal's window",
                )


CHECKS = (
    Check(
        id="timing/window",
        why="rate() needs two samples; a window of less than four scrapes has gaps as soon as one "
        "of them fails, and every gap resets the alert.",
        run=window,
    ),
    Check(
        id="timing/retention",
        why="What is no longer stored yields nothing: half of a baseline goes without a word.",
        run=retention,
    ),
    Check(
        id="timing/late-critical",
        why="Task Center promises that critical availability alerts fire within 30 s.",
        run=late_critical,
    ),
    Check(
        id="timing/short-wait",
        why="`for` is only looked at when the group is evaluated, so it is rounded up to whole "
        "intervals.",
        run=short_wait,
        level=Level.WARNING,
    ),
    Check(
        id="timing/forgetful-window",
        why="A burst of restarts leaves the window before `for` is over, so the alert is "
        "pending and never fires.",
        run=forgetful_window,
        level=Level.WARNING,
    ),
)
