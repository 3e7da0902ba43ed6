"""Quantiles are taken of buckets that are still there, and are not added up."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.expressions import find_word
from taskcenter_monitor.checks.labels import series_labels
from taskcenter_monitor.checks.usage import Usage, expressions, usages
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.flow import flow
from taskcenter_monitor.vocabulary.trees import Tree, bare, children, kind, nodes, selector_of

_AVERAGING = ("avg", "sum")
_OVER_QUANTILES = "take max, or the mean: the rate of _sum over the rate of _count"


def quantile_of_other(project: Project) -> Iterator[Finding]:
    """Quantiles and latencies of what has no buckets."""
    for usage in usages(project):
        if usage.function != "quantile" or usage.found is None:
            continue
        name, metric = usage.selector.metric, usage.found.entry
        taken = str(getattr(project.signals[usage.signal].value, "kind", ""))
        if metric.value.type != "histogram":
            message = f"{name} is a {metric.value.type}; a {taken} needs a histogram"
            yield Finding(usage.origin, message)
        elif usage.found.part:
            message = f"the histogram is {metric.name}; {name} is only one of its series"
            yield Finding(usage.origin, message, f"write {metric.name}")
    for _, expression, origin in expressions(project):
        for call in _quantile_calls(expression.tree):
            for name in _without_buckets(call, project.catalogue):
                place = origin.within(*(find_word(expression.text, name) or (1, 1, 1)))
                yield Finding(place, f"histogram_quantile() needs buckets; {name} has none")


def _without_buckets(call: Tree, catalogue: Catalogue) -> Iterator[str]:
    for node in nodes(call.args[1]):
        selector = selector_of(node) if kind(node) == "VectorSelector" else None
        found = catalogue.find(selector.metric) if selector else None
        if selector and found and found.part != "bucket":
            yield selector.metric


def lost_le(project: Project) -> Iterator[Finding]:
    """histogram_quantile() of an aggregation that dropped the buckets' label."""
    of = series_labels(project)
    for _, expression, origin in expressions(project):
        for nth, node in enumerate(_quantile_calls(expression.tree)):
            labels = flow(node.args[1], of)
            if labels is not None and "le" not in labels:
                place = find_word(expression.text, "histogram_quantile", nth)
                yield Finding(
                    origin.within(*(place or (1, 1, 1))),
                    "the label le is gone before the quantile is taken, so there is no result",
                    "aggregate with `by (le, ...)`",
                )


def averaged_quantile(project: Project) -> Iterator[Finding]:
    """Sums and means of the quantiles of a summary."""
    for usage in usages(project):
        signal = project.signals[usage.signal].value
        if isinstance(signal, Value) and signal.aggregate in _AVERAGING:
            yield from _averaged(usage)
    for _, expression, origin in expressions(project):
        for node in nodes(expression.tree) if expression.tree is not None else ():
            name = _summary_in(node, project.catalogue)
            if name:
                place = origin.within(*(find_word(expression.text, name) or (1, 1, 1)))
                yield Finding(place, f"the quantiles of {name} are added up", _OVER_QUANTILES)


def _averaged(usage: Usage) -> Iterator[Finding]:
    found = usage.found
    if found is not None and found.entry.value.type == "summary" and not found.part:
        message = f"the quantiles of {usage.selector.metric} are added up"
        yield Finding(usage.origin, message, _OVER_QUANTILES)


def _summary_in(node: Tree, catalogue: Catalogue) -> str:
    """The summary whose quantiles a node sums or averages; "" if it does not."""
    if kind(node) != "AggregateExpr" or str(node.op) not in _AVERAGING:
        return ""
    inner = bare(node.expr)
    selector = selector_of(inner) if kind(inner) == "VectorSelector" else None
    found = catalogue.find(selector.metric) if selector else None
    if selector and found and found.entry.value.type == "summary" and not found.part:
        return selector.metric
    return ""


def _quantile_calls(tree: Tree | None) -> Iterator[Tree]:
    for node in nodes(tree) if tree is not None else ():
        if kind(node) == "Call" and node.func.name == "histogram_quantile" and children(node):
            yield node


CHECKS: tuple[Check, ...] = (
    Check(
        id="function/quantile-of-other",
        why="Without buckets there is no quantile and no latency: the alert never fires.",
        run=quantile_of_other,
    ),
    Check(
        id="function/lost-le",
        why="A quantile needs the label le; an aggregation without it leaves nothing.",
        run=lost_le,
    ),
    Check(
        id="function/averaged-quantile",
        why="The mean of two P95 is no P95: it hides the slow instance.",
        run=averaged_quantile,
    ),
)
