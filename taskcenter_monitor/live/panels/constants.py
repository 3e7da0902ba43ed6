"""Queries that always have rows, because a constant stands in where there are none."""

from __future__ import annotations

import re

from taskcenter_monitor.vocabulary.promql import masked, parse
from taskcenter_monitor.vocabulary.trees import Tree, bare, children, kind, nodes

_OR = re.compile(r"\bor\b", re.IGNORECASE)


def before_constant(text: str) -> str | None:
    """What stands before the last `or` of a query whose right arm is a constant; None without one.

    A constant reads no series, such as `vector(0)`, or makes zeros of one: `0 * x`. Zeros are none
    where they are made of all that the left arm reads: a name that no series has would leave
    both empty.
    """
    if not _OR.search(text):
        return None
    try:
        tree = bare(parse(text))
    except ValueError:
        return None
    if kind(tree) != "BinaryExpr" or str(tree.op) != "or" or not _is_constant(tree.rhs, tree.lhs):
        return None
    left = _left_arm(text)
    return before_constant(left) or left


def _is_constant(node: Tree, left: Tree) -> bool:
    read = _read(node)
    return not read or (_is_zeros(bare(node)) and not _read(left) <= read)


def _is_zeros(node: Tree) -> bool:
    return (
        kind(node) == "BinaryExpr"
        and str(node.op) == "*"
        and any(kind(side) == "NumberLiteral" and side.val == 0 for side in children(node))
    )


def _read(tree: Tree) -> frozenset[str]:
    """The selectors in a tree, as texts that can be compared."""
    return frozenset(str(node) for node in nodes(tree) if kind(node) == "VectorSelector")


def _left_arm(text: str) -> str:
    """The text before the last `or` that is in no bracket.

    A tree knows no places, and as text it has lost the escapes in its strings. Nothing binds weaker
    than `or`: it is the last one with an expression before it.
    """
    text = text.strip()
    while kind(parse(text)) == "ParenExpr":
        text = _unwrapped(text)
    places = [match.start() for match in _OR.finditer(masked(text))]
    return next(text[:at].strip() for at in reversed(places) if _parses(text[:at]))


def _unwrapped(text: str) -> str:
    """The expression in the parentheses around it; comments outside of them are gone."""
    blank = masked(text)
    return text[blank.index("(") + 1 : blank.rindex(")")].strip()


def _parses(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
