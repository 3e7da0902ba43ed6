"""Which numbers of an expression are lengths of time that pass while one watches.

A queue that has waited for 10 minutes, a disk that is full in 4 hours, a callback that takes 30
seconds: on a faster clock those are shorter. How quickly a service answers stays what it is, and
so do rates a second: the service itself runs no faster.
"""

from __future__ import annotations

import re

from taskcenter_monitor.vocabulary.promql import parse
from taskcenter_monitor.vocabulary.trees import Tree, bare, children, kind

LONG = 10.0
"""Seconds from which on a threshold is scaled: less than an evaluation takes to come round."""

_COMPARISONS = frozenset((">", "<", ">=", "<=", "==", "!="))
_SETS = frozenset(("and", "or", "unless"))
_GAUGE = re.compile(r"_seconds(?::(?:p[0-9]+|avg|min|max)_\w+)?$|:forecast[0-9]+[smhdwy]$")
_MOMENT = re.compile(r"(?:start_time|timestamp|time)_seconds$|^time_")
_SUMMED = re.compile(r"_seconds_(?:total|sum)$")
_BUCKETS = re.compile(r"_seconds_bucket$")
_RECORDED_RATE = re.compile(r":\w*rate[0-9]+[smhdwy]$")
_COUNTING = frozenset(("count", "group", "count_values", "stddev", "stdvar"))
_THROUGH = frozenset(("abs", "ceil", "floor", "round", "clamp", "clamp_min", "clamp_max", "sort"))


def lengths(text: str) -> list[bool]:
    """For each number of an expression, in the order of the text, whether it is such a length."""
    found = _Found()
    found.look(parse(text))
    return [number in found.scaled for number in range(found.numbers)]


class _Found:
    """Numbers are counted as they come, so that those that are lengths can be named."""

    def __init__(self) -> None:
        self.numbers = 0
        self.scaled: set[int] = set()

    def look(self, node: Tree) -> None:
        """Counts the numbers at and below a node."""
        first = self.numbers
        if kind(node) == "NumberLiteral":
            self.numbers += 1
        starts = []
        for child in children(node):
            starts.append(self.numbers)
            self.look(child)
        if kind(node) == "BinaryExpr":
            self._operands(node, first, starts[1])
        elif kind(node) == "Call" and node.func.name == "predict_linear":
            self.scaled.add(self.numbers - 1)

    def _operands(self, node: Tree, left: int, right: int) -> None:
        """`left` and `right` number the first numbers of the two sides."""
        operator = str(node.op)
        pairs = ((node.lhs, node.rhs, right), (node.rhs, node.lhs, left))
        for side, other, number in pairs:
            value = bare(other)
            if kind(value) == "NumberLiteral":
                self._number(operator, side, float(value.val), number)
            elif _is_per_interval(value) and _is_sum_of_rates(side):
                self.scaled.add(number + 1)

    def _number(self, operator: str, side: Tree, value: float, number: int) -> None:
        compared = operator in _COMPARISONS or operator in ("+", "-")
        if (compared or (operator == "/" and _is_difference(side))) and is_length(side):
            if abs(value) >= LONG:
                self.scaled.add(number)
        elif operator == "*" and _is_sum_of_rates(side):
            # The seconds between two recordings, which turn a sum of rates into a number of events.
            self.scaled.add(number)


def is_length(node: Tree) -> bool:
    """Whether a node yields seconds that pass."""
    node = bare(node)
    match kind(node):
        case "VectorSelector":
            name = node.name or ""
            return bool(_GAUGE.search(name)) and not _MOMENT.search(name)
        case "MatrixSelector" | "SubqueryExpr" | "UnaryExpr":
            return any(map(is_length, children(node)))
        case "AggregateExpr":
            return str(node.op) not in _COUNTING and is_length(node.expr)
        case "Call":
            return _call(node)
        case "BinaryExpr":
            return _binary(node)
    return False


def _call(node: Tree) -> bool:
    name = node.func.name
    if name == "time":
        return True
    if name == "histogram_quantile":
        return _reads(node, _BUCKETS)
    through = name in _THROUGH or (name.endswith("_over_time") and not name.startswith("count"))
    return through and any(map(is_length, node.args))


def _binary(node: Tree) -> bool:
    operator = str(node.op)
    if operator == "/":
        if _is_call(node.rhs, "deriv"):
            return True
        per_event = _is_rate(node.lhs) and _is_rate(node.rhs) and _reads(node.lhs, _SUMMED)
        return per_event or (is_length(node.lhs) and kind(bare(node.rhs)) == "NumberLiteral")
    if operator in _COMPARISONS:
        return is_length(node.lhs)
    if operator in _SETS or operator in "+-*":
        return is_length(node.lhs) or is_length(node.rhs)
    return False


def _is_rate(node: Tree) -> bool:
    """A rate, maybe filtered or summed up."""
    node = bare(node)
    if kind(node) == "BinaryExpr" and str(node.op) in _COMPARISONS:
        return _is_rate(node.lhs)
    if kind(node) == "AggregateExpr":
        return _is_rate(node.expr)
    return _is_call(node, "rate") or _is_call(node, "increase")


def _is_difference(node: Tree) -> bool:
    node = bare(node)
    return kind(node) == "BinaryExpr" and str(node.op) == "-"


def _is_sum_of_rates(node: Tree) -> bool:
    node = bare(node)
    return _is_call(node, "sum_over_time") and _reads(node, _RECORDED_RATE)


def _is_per_interval(node: Tree) -> bool:
    """Events over the seconds between two recordings, as in `2000 / 60`."""
    if kind(node) != "BinaryExpr" or str(node.op) != "/":
        return False
    return all(kind(bare(each)) == "NumberLiteral" for each in (node.lhs, node.rhs))


def _is_call(node: Tree, name: str) -> bool:
    node = bare(node)
    return kind(node) == "Call" and node.func.name == name


def _reads(node: Tree, names: re.Pattern[str]) -> bool:
    if kind(node) == "VectorSelector":
        return bool(names.search(node.name or ""))
    return any(_reads(child, names) for child in children(node))
