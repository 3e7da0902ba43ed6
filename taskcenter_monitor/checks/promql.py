"""PromQL in `expression` signals can be read, and means what a signal needs."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.expressions import find_word
from taskcenter_monitor.checks.usage import expressions, readers
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.flow import is_scalar
from taskcenter_monitor.vocabulary.trees import Tree, bare, children, kind, nodes
from taskcenter_monitor.vocabulary.units import CONDITION
from taskcenter_monitor.vocabulary.versions import Version, parse_version, version_text

SINCE: dict[str, Version] = {
    "histogram_stddev": (2, 48),
    "histogram_stdvar": (2, 48),
    "sort_by_label": (2, 49),
    "sort_by_label_desc": (2, 49),
    "mad_over_time": (2, 49),
    "histogram_avg": (2, 51),
    "limitk": (2, 54),
    "limit_ratio": (2, 54),
    "info": (3, 0),
    "double_exponential_smoothing": (3, 0),
    "ts_of_max_over_time": (3, 5),
    "ts_of_min_over_time": (3, 5),
    "ts_of_last_over_time": (3, 5),
    "first_over_time": (3, 7),
    "ts_of_first_over_time": (3, 7),
}
"""Functions and aggregations, and the first Prometheus with them; from its changelog."""
_COMPARISONS = (">", "<", ">=", "<=", "==", "!=")
_CONDITIONS = ("absent", "absent_over_time")


def syntax(project: Project) -> Iterator[Finding]:
    """PromQL that cannot be parsed."""
    for _, expression, origin in expressions(project):
        if expression.tree is None:
            place = origin.within(*expression.position)
            yield Finding(place, f"broken PromQL: {expression.error}")
        elif any(map(_is_dialect, nodes(expression.tree))):
            place = origin.within(*(find_word(expression.text, "or") or (1, 1, 1)))
            yield Finding(place, "broken PromQL: matchers cannot be joined by or", "use =~")


def _is_dialect(node: Tree) -> bool:
    """Whether the parser took something that Prometheus does not: matchers joined by `or`."""
    return kind(node) == "VectorSelector" and bool(node.matchers.or_matchers)


def result(project: Project) -> Iterator[Finding]:
    """Expressions whose result is no vector."""
    for _, expression, origin in expressions(project):
        if expression.tree is None:
            continue
        tree = bare(expression.tree)
        found = {
            "MatrixSelector": "a range of samples",
            "SubqueryExpr": "a range of samples",
            "StringLiteral": "a text",
        }.get(kind(tree), "a single number" if is_scalar(tree) else "")
        if found:
            hint = "apply a function to it, or wrap a number in vector()"
            yield Finding(origin, f"the expression yields {found}, not series", hint)


def version(project: Project) -> Iterator[Finding]:
    """Functions that the Prometheus in use does not know."""
    running = parse_version(project.service.value.versions.prometheus)
    for _, expression, origin in expressions(project):
        for name in _functions(expression.tree):
            since = SINCE.get(name)
            if since is not None and running < since:
                place = origin.within(*(find_word(expression.text, name) or (1, 1, 1)))
                message = f"{name} needs Prometheus {version_text(since)}"
                yield Finding(place, message, f"service.yaml names {version_text(running)}")


def _functions(tree: Tree | None) -> Iterator[str]:
    for node in nodes(tree) if tree is not None else ():
        if kind(node) == "Call":
            yield node.func.name
        elif kind(node) == "AggregateExpr":
            yield str(node.op)


def no_condition(project: Project) -> Iterator[Finding]:
    """Conditions that always hold."""
    read = readers(project)
    for entry, expression, origin in expressions(project):
        if expression.tree is None or entry.value.unit(project.surroundings).name != CONDITION.name:
            continue
        told = [alert for alert in read.get(entry.name, ()) if _is_told(alert)]
        if told and not _can_be_empty(expression.tree):
            message = f"the condition holds whenever there is data, so {told[0].name} always fires"
            yield Finding(origin, message, "compare it with something, like `> 0`")


def _is_told(alert: AlertEntry) -> bool:
    """Whether an alert reaches people; one that always fires is right to be of severity none."""
    return set(alert.value.thresholds) != {"none"}


def _can_be_empty(node: Tree) -> bool:
    """Whether a result has no series where all is well."""
    match kind(node):
        case "ParenExpr" | "UnaryExpr" | "AggregateExpr" | "SubqueryExpr":
            return _can_be_empty(node.expr)
        case "Call":
            if node.func.name in _CONDITIONS:
                return True
            return any(_can_be_empty(argument) for argument in children(node))
        case "BinaryExpr":
            return _comparison_can_be_empty(node)
    return False


def _comparison_can_be_empty(node: Tree) -> bool:
    operator = str(node.op)
    if operator in _COMPARISONS:
        return node.modifier is None or not node.modifier.return_bool
    if operator == "unless":
        return True
    if operator == "or":
        return _can_be_empty(node.lhs) and _can_be_empty(node.rhs)
    return _can_be_empty(node.lhs) or _can_be_empty(node.rhs)


CHECKS = (
    Check(
        id="promql/syntax",
        why="Prometheus refuses the whole rule file over one expression that it cannot read.",
        run=syntax,
    ),
    Check(
        id="promql/result",
        why="promtool lets ranges and texts pass; the rule then fails at every evaluation.",
        run=result,
    ),
    Check(
        id="promql/version",
        why="A function that the Prometheus in use lacks makes it refuse the whole rule file.",
        run=version,
    ),
    Check(
        id="promql/no-condition",
        why="An alert without a comparison fires for as long as its metric exists.",
        run=no_condition,
    ),
)
