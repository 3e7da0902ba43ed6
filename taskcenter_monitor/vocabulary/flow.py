"""Which labels the result of a PromQL expression carries."""

from __future__ import annotations

from collections.abc import Callable

from taskcenter_monitor.vocabulary.trees import Tree, children, kind, selector_of

Labels = frozenset[str]
_NONE: Labels = frozenset()
_KEEPING = ("topk", "bottomk", "limitk", "limit_ratio")
"""Aggregations that pick series and leave their labels alone."""
_SETS = ("and", "unless")


def flow(node: Tree, of: Callable[[str], Labels | None]) -> Labels | None:
    """The labels of an expression's result; None where they cannot be told."""
    match kind(node):
        case "VectorSelector":
            selector = selector_of(node)
            return of(selector.metric) if selector else None
        case "AggregateExpr":
            return _aggregated(node, of)
        case "Call":
            return _called(node, of)
        case "BinaryExpr":
            return _combined(node, of)
        case "NumberLiteral" | "StringLiteral":
            return _NONE
    return flow(children(node)[0], of)


def is_scalar(node: Tree) -> bool:
    """Whether a node is a number rather than series."""
    match kind(node):
        case "NumberLiteral":
            return True
        case "ParenExpr" | "UnaryExpr":
            return is_scalar(node.expr)
        case "BinaryExpr":
            return is_scalar(node.lhs) and is_scalar(node.rhs)
        case "Call":
            return node.func.name in ("scalar", "time", "pi")
    return False


def on_labels(node: Tree) -> tuple[str, Labels]:
    """How a binary expression matches its sides: ("on" or "ignoring", labels)."""
    matching = node.modifier.matching if node.modifier is not None else None
    if matching is None:
        return "ignoring", _NONE
    word = "on" if str(matching.type).endswith("Include") else "ignoring"
    return word, frozenset(matching.labels)


def _aggregated(node: Tree, of: Callable[[str], Labels | None]) -> Labels | None:
    inner = flow(node.expr, of)
    if str(node.op) in _KEEPING:
        return inner
    extra = {node.param.val} if str(node.op) == "count_values" else _NONE
    if node.modifier is None:
        return _NONE | extra
    named = frozenset(node.modifier.labels)
    if str(node.modifier.type).endswith("By"):
        return named | extra
    return None if inner is None else (inner - named) | extra


def _called(node: Tree, of: Callable[[str], Labels | None]) -> Labels | None:
    name, arguments = node.func.name, node.args
    if name in ("scalar", "time", "pi", "vector"):
        return _NONE
    if name in ("absent", "absent_over_time"):
        return _absent(arguments[0])
    operand = arguments[1] if name in ("histogram_quantile", "quantile_over_time") else None
    if operand is None:
        operand = next((argument for argument in arguments if not is_scalar(argument)), None)
    inner = flow(operand, of) if operand is not None else _NONE
    if inner is None:
        return None
    if name == "histogram_quantile":
        return inner - {"le"}
    if name in ("label_replace", "label_join"):
        return inner | {arguments[1].val}
    return inner


def _absent(argument: Tree) -> Labels:
    """Labels that absence has: those of equality matchers, and only of a plain selector."""
    if kind(argument) == "MatrixSelector":
        argument = argument.vector_selector
    selector = selector_of(argument) if kind(argument) == "VectorSelector" else None
    if selector is None:
        return _NONE
    return frozenset(matcher.label for matcher in selector.matchers if matcher.operator == "=")


def _combined(node: Tree, of: Callable[[str], Labels | None]) -> Labels | None:
    left, right = flow(node.lhs, of), flow(node.rhs, of)
    operator = str(node.op)
    if is_scalar(node.lhs) or is_scalar(node.rhs):
        return right if is_scalar(node.lhs) else left
    if operator in _SETS or left is None:
        return left
    if operator == "or":
        return left if left == right else None
    many = str(node.modifier.card).rpartition(".")[2] if node.modifier is not None else "OneToOne"
    if many in ("ManyToOne", "OneToMany"):
        side = left if many == "ManyToOne" else right
        return side and side | frozenset(node.modifier.group_labels or ())
    word, labels = on_labels(node)
    return labels & left if word == "on" else left - labels
