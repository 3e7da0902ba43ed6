"""The way of one alert through the route tree, as Alertmanager walks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from taskcenter_monitor.routing.tree import Node
from taskcenter_monitor.vocabulary.matchers import passes
from taskcenter_monitor.vocabulary.selectors import Matcher

Labels = Mapping[str, str]
"""The labels of one alert; one that is missing counts as empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A route that was looked at.

    `refusal` is the first matcher that the alert does not pass; None where the route takes it.
    `ends` says that the alert is told from here: no route below took it.
    """

    node: Node
    refusal: Matcher | None
    ends: bool

    @property
    def stops(self) -> bool:
        """Whether the routes after this one are not looked at."""
        return self.refusal is None and not self.node.route.continues


def walk(root: Node, labels: Labels) -> tuple[Step, ...]:
    """Every route that was looked at, in that order; those below a route follow it."""
    return tuple(_walked(root, labels))


def ends(root: Node, labels: Labels) -> tuple[Node, ...]:
    """The routes from which the alert is told; the root where no other takes it."""
    return tuple(step.node for step in _walked(root, labels) if step.ends)


def refusal(matchers: Iterable[Matcher], labels: Labels) -> Matcher | None:
    """The first matcher that these labels do not pass."""
    for matcher in matchers:
        if not passes(matcher, labels.get(matcher.label, "")):
            return matcher
    return None


def _walked(node: Node, labels: Labels) -> Iterator[Step]:
    refused = refusal(node.matchers, labels)
    if refused is not None:
        yield Step(node=node, refusal=refused, ends=False)
        return
    below: list[Step] = []
    for child in node.children:
        steps = list(_walked(child, labels))
        below += steps
        if steps[0].stops:
            break
    yield Step(node=node, refusal=None, ends=not any(step.ends for step in below))
    yield from below
