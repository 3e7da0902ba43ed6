"""PromQL of panels: Grafana's variables filled in, parsed, and taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from taskcenter_monitor.verifiers.dashboards.boards import Board, Known, Query, queries
from taskcenter_monitor.vocabulary.flow import Labels, flow
from taskcenter_monitor.vocabulary.promql import parse
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.trees import Tree, children, kind, selector_of

RATE_INTERVAL = 247.0
INTERVAL = 61.0
RANGE = 21_611.0
"""Seconds that stand for Grafana's own durations; nobody would write them by hand."""
_DURATIONS = {
    "__rate_interval": f"{RATE_INTERVAL:.0f}s",
    "__interval": f"{INTERVAL:.0f}s",
    "__range": f"{RANGE:.0f}s",
}
_NUMBERS = ("__interval_ms", "__rate_interval_ms", "__range_s", "__range_ms", "__from", "__to")
_OWN = re.compile(r"\$(?:(?P<bare>__\w+)|\{(?P<braced>__\w+)(?::\w+)?\})")
"""A format such as `:text` belongs to a variable in braces; else it is the step of a subquery."""


@dataclass(frozen=True, slots=True)
class Read:
    """One selector of a query; `function` is applied straight to its `window` of seconds."""

    selector: Selector
    function: str
    window: float


def substituted(text: str) -> str:
    """The expression with Grafana's own variables replaced by something of their kind."""

    def value(match: re.Match[str]) -> str:
        name = match["bare"] or match["braced"]
        return _DURATIONS.get(name) or ("1000" if name in _NUMBERS else match[0])

    return _OWN.sub(value, text)


@lru_cache(maxsize=512)
def tree_of(text: str) -> Tree | str:
    """The syntax tree of an expression, or what is wrong with it."""
    if not text.strip():
        return "it is empty"
    try:
        tree = parse(substituted(text))
    except ValueError as error:
        return str(error)
    return tree


def readable(board: Board) -> Iterator[tuple[Query, Tree]]:
    """The queries in PromQL that can be parsed, with their trees."""
    for query in queries(board):
        tree = tree_of(query.expr) if query.source == "prometheus" else ""
        if not isinstance(tree, str):
            yield query, tree


def reads(tree: Tree) -> Iterator[Read]:
    """Every selector in an expression."""
    waiting: list[tuple[Tree, str, float]] = [(tree, "", 0.0)]
    while waiting:
        node, function, window = waiting.pop()
        match kind(node):
            case "VectorSelector":
                selector = selector_of(node)
                if selector is not None:
                    yield Read(selector, function, window)
            case "Call":
                waiting += [(child, node.func.name, 0.0) for child in reversed(children(node))]
            case "MatrixSelector":
                seconds = node.range.total_seconds()
                waiting += [(child, function, seconds) for child in children(node)]
            case "ParenExpr":
                waiting += [(child, function, window) for child in children(node)]
            case _:
                waiting += [(child, "", 0.0) for child in reversed(children(node))]


def labels_of(name: str, known: Known) -> Labels | None:
    """The labels of a series; None where it is unknown, or they are."""
    return known.metrics.get(name, known.recorded.get(name))


def carried(tree: Tree, known: Known) -> Labels | None:
    """The labels that the result of an expression can have; None where they cannot be told."""
    return flow(tree, lambda name: labels_of(name, known))


def labels_of_expression(expr: str, series: Mapping[str, Labels | None]) -> Labels | None:
    """The labels of an expression over some series; None where they cannot be told."""
    tree = tree_of(expr)
    return None if isinstance(tree, str) else flow(tree, series.get)
