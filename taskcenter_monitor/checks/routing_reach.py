"""Whether every route can be reached by some alert."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.matcher import is_vain, unknown_in
from taskcenter_monitor.checks.population import Kind, population
from taskcenter_monitor.checks.route_tree import (
    Placed,
    children,
    dead_routes,
    matchers_of,
    top_routes,
    visited,
)
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.matchers import takes


def unreachable(project: Project) -> Iterator[Finding]:
    """Routes that no alert reaches."""
    dead = set()
    for placed, greedy in dead_routes(top_routes(project)):
        dead.add(placed.origin)
        if greedy is None:
            message = f"no alert can pass all matchers of the route {placed.name}"
            yield Finding(placed.origin.at("matchers"), message, "they contradict each other")
        else:
            yield Finding(
                placed.origin.at_key(),
                f"no alert reaches the route {placed.name}: {greedy.name} takes all of them first",
                f"move it before {greedy.name}, or give {greedy.name} `continue: true`",
            )
    if not (project.unreadable or project.incomplete):
        # Else an alert that could not be read may be the one that a route waits for.
        routes, kinds = top_routes(project), population(project)
        reached = {placed.origin for kind in kinds for placed in visited(routes, kind.labels)}
        yield from _idle(project, routes, kinds, reached | dead)


def _idle(
    project: Project, routes: list[Placed], kinds: Sequence[Kind], known: Collection[Origin]
) -> Iterator[Finding]:
    """The topmost routes that none of these alerts reaches and that nothing is `known` of.

    Misspelt matchers are another check's business. A route by severity alone may wait for the
    first alert of that severity: there should be one for each.
    """
    for placed in routes:
        matchers = matchers_of(placed.route)
        misspelt = (unknown_in(project, one) or is_vain(project, one) for one in matchers)
        if any(misspelt) or all(matcher.label == "severity" for matcher in matchers):
            continue
        passing = [kind for kind in kinds if takes(matchers, kind.labels) is not False]
        if placed.origin in known:
            yield from _idle(project, children(placed), passing, known)
        elif passing:
            message = f"no alert reaches the route {placed.name}: earlier ones take all of them"
            hint = "move it before them, or give one of them `continue: true`"
            yield Finding(placed.origin.at_key(), message, hint)
        else:
            message = f"no alert of the specs passes all matchers of the route {placed.name}"
            hint = "no component, team and severity of an alert goes together like this"
            yield Finding(placed.origin.at("matchers"), message, hint)


CHECKS: tuple[Check, ...] = (
    Check(
        id="routing/unreachable",
        why="A route that no alert reaches looks like somebody is told, and nobody is.",
        run=unreachable,
        needs=frozenset(("routing",)),
    ),
)
