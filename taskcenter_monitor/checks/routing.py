"""Whether the route tree takes every alert, and every route can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.population import Kind, described, population
from taskcenter_monitor.checks.route_tree import (
    End,
    Placed,
    all_routes,
    dead_routes,
    ends,
    matchers_of,
    top_routes,
)
from taskcenter_monitor.spec.project import Project


@per_project
def _endings(project: Project) -> list[tuple[Kind, list[End]]]:
    """Every kind of alert with the routes at which it ends; none where only the root takes it."""
    routes = top_routes(project)
    matchers = [matcher for placed in all_routes(project) for matcher in matchers_of(placed.route)]
    return [(kind, list(ends(routes, kind.labels))) for kind in population(project, matchers)]


def untaken(project: Project) -> Iterator[Finding]:
    """Alerts that only the root takes."""
    for kind, found in _endings(project):
        if kind.severity != "critical" and not found:
            yield Finding(
                kind.alert.origin.at_key(kind.severity),
                f"no route takes alerts of {described(kind)}",
                "add a route for this severity, component or team to routing.yaml",
            )


def critical_at_root(project: Project) -> Iterator[Finding]:
    """Critical alerts that no route takes for certain."""
    for kind, found in _endings(project):
        if kind.severity == "critical" and not any(end.certain for end in found):
            yield Finding(
                kind.alert.origin.at_key(kind.severity),
                f"alerts of {described(kind)} can fall through to the root route",
                "let a route take them by severity, component, team or alertname alone",
            )


def critical_silent(project: Project) -> Iterator[Finding]:
    """Critical alerts that nobody hears of at times."""
    for kind, found in _endings(project):
        certain = [end.placed for end in found if end.certain]
        if (
            kind.severity == "critical"
            and certain
            and not any(_is_loud(project, p) for p in certain)
        ):
            yield Finding(
                certain[0].origin.at_key(),
                f"alerts of {described(kind)} reach nobody at times: each of their routes is"
                " muted, active only at times, or discards",
                "send critical alerts to one receiver at any time",
            )


def _is_loud(project: Project, placed: Placed) -> bool:
    """Whether somebody hears of an alert that ends here, at any time."""
    integrations = project.routing.value.receivers.get(placed.receiver, [])
    heard = any(integration.discard is None for integration in integrations)
    return heard and not placed.route.muted and not placed.route.active


def heartbeat(project: Project) -> Iterator[Finding]:
    """Alerts of severity none that would be told to people."""
    for kind, found in _endings(project):
        for placed in (end.placed for end in found if kind.severity == "none"):
            if any(
                integration.deadman is None and integration.discard is None
                for integration in project.routing.value.receivers.get(placed.receiver, [])
            ):
                yield Finding(
                    placed.origin.at_key(),
                    f"the route {placed.name} tells people of {kind.alert.name}, which always"
                    " fires",
                    "send severity none to a dead-man switch or discard it",
                )


def unreachable(project: Project) -> Iterator[Finding]:
    """Routes that no alert reaches."""
    for placed, greedy in dead_routes(top_routes(project)):
        if greedy is None:
            message = f"no alert can pass all matchers of the route {placed.name}"
            yield Finding(placed.origin.at("matchers"), message, "they contradict each other")
        else:
            yield Finding(
                placed.origin.at_key(),
                f"no alert reaches the route {placed.name}: {greedy.name} takes all of them first",
                f"move it before {greedy.name}, or give {greedy.name} `continue: true`",
            )


CHECKS: tuple[Check, ...] = (
    Check(
        id="routing/untaken",
        why="An alert that only the root takes reaches whoever reads the default channel, without"
        " the urgency and the team that somebody chose for it.",
        run=untaken,
    ),
    Check(
        id="routing/critical-at-root",
        why="A critical alert that falls through to the root pages nobody. Routes that ask for"
        " labels of the expression may miss it: not every series has them.",
        run=critical_at_root,
    ),
    Check(
        id="routing/critical-silent",
        why="A critical alert whose every route is muted or discards wakes nobody at night.",
        run=critical_silent,
    ),
    Check(
        id="routing/heartbeat",
        why="An alert that always fires is a heartbeat for machines; people learn to ignore it,"
        " and the channel with it.",
        run=heartbeat,
    ),
    Check(
        id="routing/unreachable",
        why="A route that no alert reaches looks like somebody is told, and nobody is.",
        run=unreachable,
    ),
)
