"""An availability reads a gauge whose good side is known, and looks at it often enough."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.signals.availability import LOOKS_EVERY, Availability
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration

_FEWEST = 4
"""Looks that a window must hold: of fewer each makes more than a quarter of the share."""


def side(project: Project) -> Iterator[Finding]:
    """Metrics without a good side; of counters function/raw-counter tells."""
    for entry in of_kind(project, Availability):
        signal = entry.value
        found = project.catalogue.find(signal.metric.metric)
        if found is None or found.part or found.entry.value.type == "counter":
            continue
        metric, place = found.entry.value, entry.origin.at("metric")
        if metric.type == "histogram":
            message = f"{signal.metric.metric} is a histogram, which is never good or bad by itself"
            yield Finding(place, message, "use kind latency or quantile")
        elif signal.limit is None and metric.unit != "bool":
            message = f"{signal.metric.metric} is in {metric.unit}, so 1 is not its good side"
            yield Finding(place, message, "say with `above` or `below` what is good")


def window(project: Project) -> Iterator[Finding]:
    """Windows that hold too few looks."""
    for entry in of_kind(project, Availability):
        seconds, least = parse_duration(entry.value.window), _FEWEST * LOOKS_EVERY
        if seconds < least:
            message = f"{entry.value.window} hold less than {_FEWEST} looks at the gauge, "
            message += f"which are {clock_text(LOOKS_EVERY)} apart"
            yield Finding(entry.origin.at("window"), message, f"take at least {clock_text(least)}")


CHECKS = (
    Check(
        id="availability/side",
        why="Without a good side a series is bad for ever, and so is every budget that counts it.",
        run=side,
    ),
    Check(
        id="availability/window",
        why="With a few looks a window one failed scrape is a large share of its time.",
        run=window,
    ),
)
