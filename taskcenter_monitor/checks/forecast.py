"""A forecast rests on enough of the past, and is asked for what it can tell."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.detection import scraped
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.checks.usage import told
from taskcenter_monitor.signals.forecast import LAST, REACH, Forecast
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.units import Dimension

SCRAPES = 20
"""Scrapes that the shortest history holds: a line through a handful of steps says little."""
LEAST_WINDOW = "1h"
"""Twelve times as long as the last value may be old: its age then moves the fit by little."""
_PART = 2
"""The shortest history is at least one in so many parts of the window."""
_Asked = tuple[AlertEntry, str, Threshold, str, Forecast]


def window(project: Project) -> Iterator[Finding]:
    """Windows in which there is no trend to see."""
    for entry in of_kind(project, Forecast):
        if parse_duration(entry.value.window) < parse_duration(LEAST_WINDOW):
            message = f"what moves within {entry.value.window} is no trend"
            hint = f"take at least {LEAST_WINDOW}; a limit that is that near needs an alert on it"
            yield Finding(entry.origin.at("window"), message, hint)


def history(project: Project) -> Iterator[Finding]:
    """Histories that are longer than the window, or hold too little to draw a line through."""
    for entry in of_kind(project, Forecast):
        signal = entry.value
        length = parse_duration(signal.window)
        slowest = max((job.interval for job in scraped(project, entry.name)), default=0.0)
        least = max(length / _PART, SCRAPES * slowest)
        most = length - parse_duration(LAST)
        if least <= signal.history <= most or least > most:
            continue
        place = entry.origin.at("min_history" if signal.min_history else "window")
        known = clock_text(signal.history)
        if signal.history > most:
            message = f"a window of {signal.window} does not reach back {known}"
        elif signal.history < length / _PART:
            message = f"{known} is less than half of a window of {signal.window}"
        else:
            message = f"{known} hold less than {SCRAPES} scrapes, which come every "
            message += clock_text(slowest)
        hint = f"take {clock_text(least)} to {clock_text(most)}"
        yield Finding(place, message, hint)


def limit(project: Project) -> Iterator[Finding]:
    """Limits that are reached from the start, and shares that are none."""
    for entry in of_kind(project, Forecast):
        signal = entry.value
        if signal.rises_to is not None and signal.rises_to.number == 0:
            message = "whatever is not negative has risen to 0 already"
            hint = "give the limit, or write falls_to: 0 for what is used up"
            yield Finding(entry.origin.at("rises_to"), message, hint)
        share = signal.max_left
        if share is None:
            continue
        if share.dimension is not Dimension.RATIO or not 0 < share.base < 1:
            message = f"max_left {share.text} is no part of what there is"
            yield Finding(entry.origin.at("max_left"), message, "write it like 20%")


def _asked(project: Project) -> Iterator[_Asked]:
    """Every severity that is told about a forecast, with the name of the signal."""
    for name, levels in told(project).items():
        entry = project.signals.get(name)
        if entry is not None and isinstance(entry.value, Forecast):
            for alert, severity, threshold in levels:
                yield alert, severity, threshold, name, entry.value


def direction(project: Project) -> Iterator[Finding]:
    """Alerts on limits that are far away."""
    for alert, severity, threshold, name, _ in _asked(project):
        if threshold.above is not None:
            place = alert.origin.at_key(severity, "above")
            message = f"{name} is the time that is left; it is bad when that is short"
            yield Finding(place, message, "write below")


def horizon(project: Project) -> Iterator[Finding]:
    """Alerts that look further ahead than the window lets them."""
    for alert, severity, threshold, name, signal in _asked(project):
        below = threshold.below
        if below is not None and below.base > signal.horizon:
            yield Finding(
                alert.origin.at(severity, "below"),
                f"{name} looks back {signal.window} and ahead {clock_text(signal.horizon)}, "
                f"{REACH} times as long; {below.text} are further",
                "widen the signal's window, or take a shorter time",
            )


def late(project: Project) -> Iterator[Finding]:
    """Alerts that wait until it is too late."""
    for alert, severity, threshold, _, _ in _asked(project):
        below = threshold.below
        if below is not None and 0 < below.base <= parse_duration(threshold.wait):
            message = f"after {threshold.wait} nothing is left of {below.text}"
            hint = "wait for a small part of the time that is left"
            yield Finding(alert.origin.at(severity, "for"), message, hint)


CHECKS = (
    Check(
        id="forecast/window",
        why="A line through a few minutes follows every burst, and what is extrapolated from it is "
        "noise.",
        run=window,
    ),
    Check(
        id="forecast/history",
        why="A line through a handful of samples always fits; one that is older than its window "
        "never has a value.",
        run=history,
        needs=frozenset(("scrape",)),
    ),
    Check(
        id="forecast/limit",
        why="A limit that everything has reached fires for ever, and so does a share of nothing.",
        run=limit,
    ),
    Check(
        id="forecast/direction",
        why="A forecast ends when the limit is out of sight, so nothing fires when all is well; "
        "read the other way round it fires just then.",
        run=direction,
    ),
    Check(
        id="forecast/horizon",
        why="An hour says nothing about the month after it: the value ends at thirty windows, and "
        "what is compared beyond is always below.",
        run=horizon,
    ),
    Check(
        id="forecast/late",
        why="The ticket arrives when the limit is reached.",
        run=late,
    ),
)
