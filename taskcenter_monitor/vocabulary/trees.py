"""The syntax tree of PromQL: its nodes, and what a selector in it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taskcenter_monitor.vocabulary.selectors import Matcher, Selector

Tree = Any
"""A node of promql-parser's syntax tree; its classes are told apart by name, so that nothing here
loads the parser before there is something to parse."""

_OPERATORS = {"Equal": "=", "NotEqual": "!=", "Re": "=~", "NotRe": "!~"}


def kind(node: Tree) -> str:
    """The class of a node, without the parser's word for it."""
    return type(node).__name__


def children(node: Tree) -> tuple[Tree, ...]:
    """The nodes straight below, in the order in which they stand in the text."""
    match kind(node):
        case "BinaryExpr":
            return (node.lhs, node.rhs)
        case "Call":
            return tuple(node.args)
        case "AggregateExpr":
            return (node.expr,) if node.param is None else (node.param, node.expr)
        case "MatrixSelector":
            return (node.vector_selector,)
        case "ParenExpr" | "UnaryExpr" | "SubqueryExpr":
            return (node.expr,)
    return ()


def nodes(tree: Tree) -> Iterator[Tree]:
    """A tree's nodes, each before those below it."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def bare(node: Tree) -> Tree:
    """The node without the parentheses around it."""
    while kind(node) == "ParenExpr":
        node = node.expr
    return node


def selector_of(node: Tree) -> Selector | None:
    """What a vector selector asks for; None where it names no metric."""
    matchers = []
    name = node.name
    for matcher in node.matchers.matchers:
        operator = _OPERATORS[str(matcher.op).rpartition(".")[2]]
        if matcher.name == "__name__":
            name = matcher.value if operator == "=" else None
        else:
            matchers.append(Matcher(matcher.name, operator, matcher.value))
    return Selector(name, tuple(matchers)) if name else None
