"""What the route tree does with alerts, as Alertmanager walks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.routing import Route
from taskcenter_monitor.vocabulary.matchers import contradict, follows, parse_matcher, takes
from taskcenter_monitor.vocabulary.selectors import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A route with the place where it was written and the receiver that it uses."""

    name: str
    route: Route
    receiver: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A route at which an alert ends; `certain` unless that depends on labels not known before."""

    placed: Placed
    certain: bool


def all_routes(project: Project) -> Iterator[Placed]:
    """Every route below the root, in the order of the file."""
    yield from _below(top_routes(project))


def top_routes(project: Project) -> list[Placed]:
    """The routes directly below the root."""
    spec = project.routing.value
    return _placed(spec.routes, spec.root.receiver, project.routing.origin.at("routes"))


def ends(routes: list[Placed], labels: Mapping[str, str | None]) -> Iterator[End]:
    """Where an alert with these labels ends; nothing where it stays with the parent."""
    for placed in routes:
        taken = takes(matchers_of(placed.route), labels)
        if taken is False:
            continue
        deeper = list(ends(children(placed), labels))
        for end in deeper:
            yield End(placed=end.placed, certain=end.certain and taken is True)
        if not any(end.certain for end in deeper):
            yield End(placed=placed, certain=taken is True)
        if taken and not placed.route.continues:
            return


def visited(routes: list[Placed], labels: Mapping[str, str | None]) -> Iterator[Placed]:
    """Every route that may take an alert with these labels."""
    for placed in routes:
        taken = takes(matchers_of(placed.route), labels)
        if taken is False:
            continue
        yield placed
        yield from visited(children(placed), labels)
        if taken and not placed.route.continues:
            return


def dead_routes(
    routes: list[Placed], above: tuple[Matcher, ...] = ()
) -> Iterator[tuple[Placed, Placed | None]]:
    """Routes that no alert can reach, each with the earlier one that takes everything first.

    Without such a route it is its own matchers, and those above it, that contradict each other.
    """
    earlier: list[tuple[Placed, list[Matcher]]] = []
    for placed in routes:
        own = matchers_of(placed.route)
        path = (*above, *own)
        if contradict(path):
            yield placed, None
            continue
        greedy = _first_greedy(earlier, path)
        if greedy is not None:
            yield placed, greedy
            continue
        yield from dead_routes(children(placed), path)
        if not placed.route.continues:
            earlier.append((placed, own))


def matchers_of(route: Route) -> list[Matcher]:
    """The matchers of a route, read."""
    return [parse_matcher(text) for text in route.matchers]


def children(placed: Placed) -> list[Placed]:
    """The routes directly below another one."""
    return _placed(placed.route.routes, placed.receiver, placed.origin.at("routes"))


def _first_greedy(
    earlier: list[tuple[Placed, list[Matcher]]], path: tuple[Matcher, ...]
) -> Placed | None:
    for placed, matchers in earlier:
        if all(follows(matcher, path) for matcher in matchers):
            return placed
    return None


def _placed(routes: Mapping[str, Route], receiver: str, origin: Origin) -> list[Placed]:
    return [
        Placed(name=name, route=route, receiver=route.receiver or receiver, origin=origin.at(name))
        for name, route in routes.items()
    ]


def _below(routes: list[Placed]) -> Iterator[Placed]:
    for placed in routes:
        yield placed
        yield from _below(children(placed))
