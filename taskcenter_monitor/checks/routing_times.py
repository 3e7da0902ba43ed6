"""Whether routes tell people at some time at all."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.moments import Stretch, stretch, telling
from taskcenter_monitor.checks.route_tree import Placed, all_routes
from taskcenter_monitor.spec.project import Project


def always_muted(project: Project) -> Iterator[Finding]:
    """Routes that are muted, or not active, at every time."""
    intervals = project.routing.value.intervals
    for placed in all_routes(project):
        named = {*placed.route.muted, *placed.route.active}
        if named and named <= intervals.keys():
            read = {name: stretch(intervals[name]) for name in sorted(named)}
            if not _is_ever_loud(placed, read):
                yield Finding(
                    placed.origin.at_key("muted" if placed.route.muted else "active"),
                    f"the route {placed.name} tells nobody at any time",
                    "its time intervals leave no minute over; let one go",
                )


def _is_ever_loud(placed: Placed, read: dict[str, Stretch]) -> bool:
    muted = [read[name] for name in placed.route.muted]
    active = [read[name] for name in placed.route.active]
    return any(
        not any(one.has(moment) for one in muted)
        and (not active or any(one.has(moment) for one in active))
        for moment in telling(tuple(read.values()))
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="routing/always-muted",
        why="A route that is quiet at all times takes alerts away from the others, and tells"
        " nobody of them.",
        run=always_muted,
        needs=frozenset(("routing",)),
    ),
)
