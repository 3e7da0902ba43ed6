"""Labels that an expression matches or aggregates by are carried by what it reads."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.expressions import Parsed, find_word
from taskcenter_monitor.checks.labels import all_target_labels, series_labels
from taskcenter_monitor.checks.usage import expressions
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.flow import Labels, flow, on_labels
from taskcenter_monitor.vocabulary.trees import Tree, kind, nodes


def join(project: Project) -> Iterator[Finding]:
    """Matching on labels that one side does not have."""
    of = series_labels(project)
    optional = all_target_labels(project)
    for expression, origin, node in _nodes(project, "BinaryExpr"):
        word, labels = on_labels(node)
        for side in (node.lhs, node.rhs) if word == "on" else ():
            carried = flow(side, of)
            for label in sorted(labels - carried - optional) if carried is not None else ():
                place = origin.within(*(find_word(expression.text, label) or (1, 1, 1)))
                message = f"one side of `{node.op}` does not carry the label {label!r}"
                yield Finding(place, message, _carries(carried))


def grouping(project: Project) -> Iterator[Finding]:
    """Aggregations by labels that are not there."""
    of = series_labels(project)
    optional = all_target_labels(project)
    for expression, origin, node in _nodes(project, "AggregateExpr"):
        named = node.modifier is not None and str(node.modifier.type).endswith("By")
        carried = flow(node.expr, of) if named else None
        for label in node.modifier.labels if carried is not None else ():
            if label not in (carried or ()) and label not in optional:
                place = origin.within(*(find_word(expression.text, label) or (1, 1, 1)))
                message = f"what `{node.op}` aggregates does not carry the label {label!r}"
                yield Finding(place, message, _carries(carried))


def _nodes(project: Project, wanted: str) -> Iterator[tuple[Parsed, Origin, Tree]]:
    """Every node of one class in an expression, with the expression and its place."""
    for _, expression, origin in expressions(project):
        for node in nodes(expression.tree) if expression.tree is not None else ():
            if kind(node) == wanted:
                yield expression, origin, node


def _carries(labels: Labels | None) -> str:
    return f"it carries {', '.join(sorted(labels or ())) or 'no label'}"


CHECKS: tuple[Check, ...] = (
    Check(
        id="promql/join",
        why="Sides matched on a label that one of them lacks never meet, or meet many times over; "
        "promtool does not see it.",
        run=join,
    ),
    Check(
        id="promql/grouping",
        why="An aggregation by a label that is not there makes one group of everything.",
        run=grouping,
    ),
)
