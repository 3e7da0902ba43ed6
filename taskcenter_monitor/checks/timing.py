"""Windows, waits and intervals fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.usage import Usage, shown, told, usages, usages_by_signal
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.signals.changes import Changes
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.spec.dashboard_entries import QueryEntry, is_own
from taskcenter_monitor.spec.panels import NamedQuery
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.durations import parse_duration, seconds_text
from taskcenter_monitor.vocabulary.macros import STAND_INS

SCRAPES = 4
"""Scrapes that a window of a rate must hold: two are needed, and one or two may fail."""
GAUGE_SCRAPES = 2
"""Scrapes that a window of a gauge must hold, so that one may fail."""
_FILLED_IN = frozenset(map(parse_duration, STAND_INS))
_NEEDING = {"counted": SCRAPES, "changes": SCRAPES, "quantile": SCRAPES, "sloped": SCRAPES}


def window(project: Project) -> Iterator[Finding]:
    """Windows that hold too few scrapes; each is told once, by the use that needs the most."""
    worst: dict[Origin, tuple[float, Finding]] = {}
    for usage, seconds, place in _windows(project):
        needed = _NEEDING.get(usage.function, GAUGE_SCRAPES)
        slowest = max(usage.jobs, key=lambda job: _interval(project, job))
        least = needed * _interval(project, slowest)
        if seconds < least and least > worst.get(place, (0.0,))[0]:
            every = seconds_text(_interval(project, slowest))
            message = f"{seconds_text(seconds)} hold less than {needed} scrapes of the job "
            message += f"{slowest}, which come every {every}"
            worst[place] = least, Finding(place, message, f"take at least {seconds_text(least)}")
    return (finding for _, finding in worst.values())


def _windows(project: Project) -> Iterator[tuple[Usage, float, Origin]]:
    """Uses over time with the seconds of their window, and where that stands.

    Windows that Grafana fills in are long enough: it knows how often is scraped.
    """
    for usage in usages(project):
        if usage.window and usage.jobs:
            seconds, place = _shortest_window(project, usage)
            if not is_own(usage.signal) or seconds not in _FILLED_IN:
                yield usage, seconds, place
    of_signal = usages_by_signal(project)
    for query, text in _recomputed(project):
        for usage in of_signal.get(query.signal, ()):
            if usage.window and usage.jobs:
                yield usage, parse_duration(text), query.origin.at("window")


def _recomputed(project: Project) -> Iterator[tuple[QueryEntry, str]]:
    """Queries that read a signal over a window of their own."""
    for queries in shown(project).values():
        for query in queries:
            window = query.value.window if isinstance(query.value, NamedQuery) else None
            if window is not None and window not in STAND_INS:
                yield query, window


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
        for path, offset, reach in entry.value.pasts():
            if parse_duration(offset) + parse_duration(reach) > kept:
                yield Finding(
                    entry.origin.at(*path),
                    f"{offset} and a window of {reach} reach beyond the retention of {text}",
                    "raise `retention` in service.yaml, or take a shorter offset",
                )
    for usage in usages(project):
        is_told = bool(project.signals[usage.signal].value.pasts())
        if usage.window + usage.offset > kept and not is_told:
            message = f"{usage.selector.metric} is read further back than the retention of {text}"
            yield Finding(usage.origin, message, "raise `retention` in service.yaml")


def short_wait(project: Project) -> Iterator[Finding]:
    """Waits that are shorter than the time between two evaluations."""
    for text, interval, place in (*_waits_of_alerts(project), *_waits_of_slos(project)):
        if 0 < parse_duration(text) < parse_duration(interval):
            yield Finding(
                place,
                f"{text} is shorter than the interval of the group, {interval}; it becomes"
                f" {interval}",
                "write the longer one, or evaluate the group more often",
            )


def _waits_of_alerts(project: Project) -> Iterator[tuple[str, str, Origin]]:
    """Every wait with the interval of its group, and where it stands."""
    for levels in told(project).values():
        for alert, severity, threshold in levels:
            for key, text in (
                ("for", threshold.wait),
                ("keep_firing_for", threshold.keep_firing_for),
            ):
                if text is not None:
                    yield text, alert.interval, alert.origin.at(severity, key)


def _waits_of_slos(project: Project) -> Iterator[tuple[str, str, Origin]]:
    for slo in project.slos.values():
        for window in slo.windows:
            yield window.value.wait, slo.interval, window.origin.at("for")
            keep = window.origin.at("keep_firing_for")
            yield window.value.keep_firing_for, slo.interval, keep


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
        why="What is no longer stored yields nothing: half of a baseline, or a day of an anomaly's "
        "past, goes without a word.",
        run=retention,
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
