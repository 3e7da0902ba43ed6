"""The route tree with everything written down that a route inherits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from taskcenter_monitor.ir.routing import Route
from taskcenter_monitor.vocabulary.matchers import parse_matcher
from taskcenter_monitor.vocabulary.selectors import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A route, and what holds for it; `path` has the names from the root down to it.

    `route.muted` and `route.active` are its own: Alertmanager does not hand them down.
    """

    route: Route
    path: tuple[str, ...]
    matchers: tuple[Matcher, ...]
    receiver: str
    group_by: tuple[str, ...]
    group_wait: str
    group_interval: str
    repeat_interval: str
    children: tuple[Node, ...]

    @property
    def name(self) -> str:
        """The path as people write it, without the root."""
        return ".".join(self.path[1:]) or self.path[0]


def grown(route: Route, above: Node | None = None) -> Node:
    """The tree below a route; `above` is what it inherits from."""
    path = (*above.path, route.name) if above else (route.name,)
    bare = Node(
        route=route,
        path=path,
        matchers=tuple(map(parse_matcher, route.matchers)),
        receiver=route.receiver or (above.receiver if above else ""),
        group_by=route.group_by or (above.group_by if above else ()),
        group_wait=route.group_wait or (above.group_wait if above else ""),
        group_interval=route.group_interval or (above.group_interval if above else ""),
        repeat_interval=route.repeat_interval or (above.repeat_interval if above else ""),
        children=(),
    )
    return replace(bare, children=tuple(grown(child, bare) for child in route.routes))


def nodes(root: Node) -> Iterator[Node]:
    """A node and all below it, in the order of the file."""
    yield root
    for child in root.children:
        yield from nodes(child)
