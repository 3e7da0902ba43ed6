"""Functions fit the type of what they are applied to."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.expressions import find_word
from taskcenter_monitor.checks.usage import expressions, readers, usages
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.signals.score import Score
from taskcenter_monitor.spec.catalogue import Catalogue, Found
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.flow import is_scalar
from taskcenter_monitor.vocabulary.trees import Tree, bare, kind, nodes, selector_of
from taskcenter_monitor.vocabulary.units import CONDITION

_COMPARISONS = (">", "<", ">=", "<=", "==", "!=")


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
        id="function/no-liveness",
        why="`== 0` on anything but a 0/1 gauge says nothing about life.",
        run=no_liveness,
    ),
)
