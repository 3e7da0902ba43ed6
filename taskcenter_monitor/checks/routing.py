"""Whether the route tree takes every alert and tells somebody of it."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.population import Kind, described, population
from taskcenter_monitor.checks.route_tree import (
    End,
    Placed,
    all_routes,
    ends,
    top_routes,
)
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.spec.project import Project


@per_project
def _endings(project: Project) -> list[tuple[Kind, list[End]]]:
    """Every kind of alert with the routes at which it ends; none where only the root takes it."""
    routes = top_routes(project)
    return [(kind, list(ends(routes, kind.labels))) for kind in population(project)]


def told(project: Project) -> dict[str, str]:
    """Every receiver that some alert goes to for certain, with the name of one."""
    found: dict[str, str] = {}
    for kind, endings in _endings(project):
        for end in endings:
            if end.certain:
                found.setdefault(end.placed.receiver, kind.alert.name)
    return found


def untaken(project: Project) -> Iterator[Finding]:
    """Alerts that only the root takes."""
    for kind, found in _endings(project):
        if kind.severity != "critical" and not found:
            yield Finding(
                kind.alert.place(kind.severity),
                f"no route takes alerts of {described(kind)}",
                "add a route for this severity, component or team to routing.yaml",
            )


def critical_at_root(project: Project) -> Iterator[Finding]:
    """Critical alerts that no route takes for certain."""
    for kind, found in _endings(project):
        if kind.severity == "critical" and not any(end.certain for end in found):
            yield Finding(
                kind.alert.place(kind.severity),
                f"alerts of {described(kind)} can fall through to the root route",
                "let a route take them by severity, component, team or alertname alone",
            )


def critical_silent(project: Project) -> Iterator[Finding]:
    """Critical alerts that nobody hears of at times, the first of each route."""
    seen = set()
    for kind, found in _endings(project):
        certain = [end.placed for end in found if end.certain and kind.severity == "critical"]
        if not certain or certain[0].origin in seen:
            continue
        if not any(_is_loud(project, placed) for placed in certain):
            seen.add(certain[0].origin)
            yield Finding(
                certain[0].origin.at_key(),
                f"alerts of {described(kind)} reach nobody at times: each of their routes is"
                " muted, active only at times, or discards",
                "send critical alerts to one receiver at any time",
            )


def heartbeat(project: Project) -> Iterator[Finding]:
    """Alerts of severity none that would be told to people."""
    for kind, found in _endings(project):
        for placed in (end.placed for end in found if kind.severity == "none"):
            if _tells_people(project, placed.receiver):
                yield Finding(
                    placed.origin.at_key(),
                    f"the route {placed.name} tells people of {kind.alert.name}, which always"
                    " fires",
                    "send severity none to a dead-man switch or discard it",
                )


def silent_root(project: Project) -> Iterator[Finding]:
    """A root that nobody listens to."""
    name = project.routing.value.root.receiver
    if name in project.routing.value.receivers and not _tells_people(project, name):
        yield Finding(
            project.routing.origin.at("root", "receiver"),
            f"nobody hears of an alert that no route takes: {name} tells no people",
            "let the root name a receiver that somebody reads",
        )


def grouping(project: Project) -> Iterator[Finding]:
    """Groups of too much or too little."""
    root = project.routing.value.root.group_by
    groups = [(root, project.routing.origin.at("root", "group_by"))]
    groups += [
        (placed.route.group_by, placed.origin.at("group_by"))
        for placed in all_routes(project)
        if placed.route.group_by
    ]
    for labels, place in groups:
        if "alertname" not in labels:
            message = "alerts of different names share a message, and with it one runbook link"
            yield Finding(place, message, "add alertname")
        if "instance" in labels:
            message = "every instance makes a message of its own; chats take about 20 a minute"
            yield Finding(place, message, "remove instance")


def _tells_people(project: Project, receiver: str) -> bool:
    """Whether a receiver is more than a dead-man switch or a discard."""
    return any(
        integration.discard is None and integration.deadman is None
        for integration in project.routing.value.receivers.get(receiver, [])
    )


def _is_loud(project: Project, placed: Placed) -> bool:
    """Whether somebody hears of an alert that ends here, at any time.

    A receiver that does not exist is another check's business.
    """
    if placed.route.muted or placed.route.active:
        return False
    known = placed.receiver in project.routing.value.receivers
    return not known or _tells_people(project, placed.receiver)


CHECKS: tuple[Check, ...] = (
    Check(
        id="routing/untaken",
        why="An alert that only the root takes reaches whoever reads the default channel, without"
        " the urgency and the team that somebody chose for it.",
        run=untaken,
        needs=frozenset(("routing",)),
    ),
    Check(
        id="routing/critical-at-root",
        why="A critical alert that falls through to the root pages nobody. Routes that ask for"
        " labels of the expression may miss it: not every series has them.",
        run=critical_at_root,
        needs=frozenset(("routing",)),
    ),
    Check(
        id="routing/critical-silent",
        why="A critical alert whose every route is muted or discards wakes nobody at night.",
        run=critical_silent,
        needs=frozenset(("routing",)),
    ),
    Check(
        id="routing/heartbeat",
        why="An alert that always fires is a heartbeat for machines; people learn to ignore it,"
        " and the channel with it.",
        run=heartbeat,
    ),
    Check(
        id="routing/silent-root",
        why="The root takes what nobody planned for; if it tells nobody, such an alert is lost.",
        run=silent_root,
    ),
    Check(
        id="routing/grouping",
        why="Chat robots are blocked when a message comes for every instance, and a message about"
        " several alerts can lead to the runbook of only one of them.",
        run=grouping,
        level=Level.WARNING,
    ),
)
