"""Functions fit the type of what they are applied to."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.expressions import (
    Tree,
    bare,
    children,
    find_word,
    kind,
    nodes,
    selector_of,
)
from taskcenter_monitor.checks.labels import flow, is_scalar, series_labels
from taskcenter_monitor.checks.usage import Usage, expressions, readers, usages
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.signals.score import Score
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.spec.catalogue import Catalogue, Found
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.units import CONDITION

_COMPARISONS = (">", "<", ">=", "<=", "==", "!=")
_AVERAGING = ("avg", "sum")


def is_counter(found: Found) -> bool:
    """Whether a series only grows: a counter, or the parts of a histogram or summary."""
    return found.part != "" or found.entry.value.type == "counter"


def rate_of_gauge(project: Project) -> Iterator[Finding]:
    """rate() and its kin of what is no counter."""
    for usage in usages(project):
        if usage.function != "counted" or usage.found is None or is_counter(usage.found):
            continue
        name, type_ = usage.selector.metric, usage.found.entry.value.type
        if type_ == "gauge":
            hint = "use kind value, or delta() in an expression"
        else:
            hint = f"count its events with {name}_count"
        yield Finding(usage.origin, f"{name} is a {type_}; a rate needs a counter", hint)


def slope_of_counter(project: Project) -> Iterator[Finding]:
    """delta() and its kin of a counter."""
    for usage in usages(project):
        if usage.function == "sloped" and usage.found is not None and is_counter(usage.found):
            message = f"{usage.selector.metric} is a counter; it falls to 0 at every restart"
            yield Finding(usage.origin, message, "use increase() or rate()")


def raw_counter(project: Project) -> Iterator[Finding]:
    """The total since the start of a process, taken for its present value."""
    for usage in usages(project):
        if usage.found is None or not is_counter(usage.found):
            continue
        signal = project.signals[usage.signal].value
        if usage.function in ("raw", "gauged") and not isinstance(signal, Score):
            name = usage.selector.metric
            message = f"{name} is a counter; its value only tells how long the process runs"
            yield Finding(usage.origin, message, "use kind increase or rate")
    yield from _compared_counters(project)


def _compared_counters(project: Project) -> Iterator[Finding]:
    read = readers(project)
    for entry, expression, origin in expressions(project):
        if expression.tree is None:
            continue
        compared = [
            side
            for node in nodes(expression.tree)
            if kind(node) == "BinaryExpr" and str(node.op) in _COMPARISONS
            for side, other in ((node.lhs, node.rhs), (node.rhs, node.lhs))
            if is_scalar(other)
        ]
        condition = entry.value.unit(project.surroundings).name == CONDITION.name
        if not condition and entry.name in read:
            compared.append(expression.tree)
        for side in compared:
            name = _counter_in(side, project.catalogue)
            if name:
                place = origin.within(*(find_word(expression.text, name) or (1, 1, 1)))
                message = f"the counter {name} is compared as it is; it only ever grows"
                yield Finding(place, message, "compare its increase() or rate()")


def _counter_in(node: Tree, catalogue: Catalogue) -> str:
    """The counter whose plain value a node is, aggregated or not; "" if it is none."""
    node = bare(node)
    if kind(node) == "AggregateExpr" and str(node.op) not in ("count", "group", "count_values"):
        return _counter_in(node.expr, catalogue)
    selector = selector_of(node) if kind(node) == "VectorSelector" else None
    found = catalogue.find(selector.metric) if selector else None
    return selector.metric if selector and found and is_counter(found) else ""


def quantile_of_other(project: Project) -> Iterator[Finding]:
    """Quantiles of what has no buckets."""
    for usage in usages(project):
        if usage.function != "quantile" or usage.found is None:
            continue
        name, metric = usage.selector.metric, usage.found.entry
        if metric.value.type != "histogram":
            message = f"{name} is a {metric.value.type}; a quantile needs a histogram"
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


_OVER_QUANTILES = "take max, or the mean: the rate of _sum over the rate of _count"


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


def no_liveness(project: Project) -> Iterator[Finding]:
    """Liveness of what is not 0 or 1."""
    for usage in usages(project):
        signal = project.signals[usage.signal].value
        if not isinstance(signal, Liveness) or usage.found is None:
            continue
        metric = usage.found.entry.value
        if metric.type != "gauge" or metric.unit != "bool":
            message = f"{usage.selector.metric} is a {metric.type} in {metric.unit}, not 0 or 1"
            yield Finding(usage.origin, message, "liveness reads a gauge of the unit bool, like up")


def _quantile_calls(tree: Tree | None) -> Iterator[Tree]:
    for node in nodes(tree) if tree is not None else ():
        if kind(node) == "Call" and node.func.name == "histogram_quantile" and children(node):
            yield node


CHECKS = (
    Check(
        id="function/rate-of-gauge",
        why="rate() takes every fall of a gauge for a restart and adds up nonsense.",
        run=rate_of_gauge,
    ),
    Check(
        id="function/slope-of-counter",
        why="delta(), deriv() and predict_linear() do not know counter resets: a restart reads as "
        "a huge fall.",
        run=slope_of_counter,
    ),
    Check(
        id="function/raw-counter",
        why="A counter against a fixed limit fires once the process is old enough, and not before.",
        run=raw_counter,
    ),
    Check(
        id="function/quantile-of-other",
        why="Without buckets there is no quantile: the alert never fires.",
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
    Check(
        id="function/no-liveness",
        why="`== 0` on anything but a 0/1 gauge says nothing about life.",
        run=no_liveness,
    ),
)
