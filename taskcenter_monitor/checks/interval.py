"""Whether routes name time intervals that are there."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks import naming
from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.moments import stretch, telling
from taskcenter_monitor.checks.route_tree import all_routes
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.project import Project


def _named(project: Project) -> Iterator[tuple[str, Origin]]:
    """The intervals that routes name, with the places."""
    for placed in all_routes(project):
        for key, names in (("muted", placed.route.muted), ("active", placed.route.active)):
            for position, name in enumerate(names):
                yield name, placed.origin.at(key, position)


def unknown(project: Project) -> Iterator[Finding]:
    """Time intervals that routes name and nobody wrote."""
    return naming.unknown("time interval", _named(project), project.routing.value.intervals)


def unused(project: Project) -> Iterator[Finding]:
    """Time intervals that no route names."""
    return naming.unused(
        "time interval",
        _named(project),
        project.routing.value.intervals,
        project.routing.origin.at("intervals"),
        "remove it, or name it under `muted` or `active` of a route",
    )


def never(project: Project) -> Iterator[Finding]:
    """Time intervals in which no moment lies."""
    for name, interval in project.routing.value.intervals.items():
        if interval.weekdays and interval.dates:
            read = stretch(interval)
            if not any(map(read.has, telling((read,)))):
                yield Finding(
                    project.routing.origin.at_key("intervals", name),
                    f"the time interval {name} never comes: none of its dates is such a weekday",
                    "leave out the weekdays, or make two intervals of it",
                )


CHECKS: tuple[Check, ...] = (
    Check(
        id="interval/unknown",
        why="Alertmanager refuses a configuration that names a time interval it does not have.",
        run=unknown,
        needs=frozenset(("routing",)),
    ),
    Check(
        id="interval/unused",
        why="Hours or days that nothing reads were meant to mute something, and do not.",
        run=unused,
        needs=frozenset(("routing",)),
    ),
    Check(
        id="interval/never",
        why="Within an interval that never comes nothing is muted, and nobody is told of what is"
        " active only then.",
        run=never,
    ),
)
