"""The labels of a signal fit those of what it reads."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.labels import all_target_labels, series_labels
from taskcenter_monitor.checks.results import carried, units
from taskcenter_monitor.checks.usage import (
    expressions,
)
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.forecast import Forecast
from taskcenter_monitor.signals.mean import Mean
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.score import Score
from taskcenter_monitor.signals.utilisation import Utilisation
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.flow import flow
from taskcenter_monitor.vocabulary.units import Dimension


def part(project: Project) -> Iterator[Finding]:
    """Parts of a score that cannot be weighed."""
    known = units(project)
    labels = carried(project)
    for entry in project.signals.values():
        if not isinstance(entry.value, Score):
            continue
        for number, one in enumerate(entry.value.parts):
            place = entry.origin.at("parts", number, "signal")
            unit = known.get(one.signal)
            if unit is not None and unit.dimension is Dimension.CONDITION:
                yield Finding(place, f"{one.signal} is a condition; it has no value to weigh")
            elif labels.get(one.signal, frozenset(entry.value.by)) != frozenset(entry.value.by):
                yield Finding(
                    place,
                    f"{one.signal} does not carry exactly the labels of the score, "
                    f"{', '.join(entry.value.by) or 'none'}",
                    "aggregate the part `by` the same labels",
                )


def expression_labels(project: Project) -> Iterator[Finding]:
    """Expressions whose declared labels are not those of their result."""
    of = series_labels(project)
    optional = all_target_labels(project)
    for entry, expression, _ in expressions(project):
        if expression.tree is None or not isinstance(entry.value, Expression):
            continue
        carried = flow(expression.tree, of)
        if carried is None:
            continue
        declared = frozenset(entry.value.labels)
        for number, label in enumerate(entry.value.labels):
            if label not in carried and label not in optional:
                message = f"the expression does not carry the label {label!r}"
                hint = f"it carries {', '.join(sorted(carried)) or 'no label'}"
                yield Finding(entry.origin.at("labels", number), message, hint)
        missing = sorted(carried - declared - optional)
        if missing:
            message = f"the expression carries {', '.join(missing)} too"
            place = entry.origin.at_key("labels")
            yield Finding(place, message, "declare it, or aggregate it away")


def join(project: Project) -> Iterator[Finding]:
    """Divisions whose sides have different labels."""
    labels_of = project.catalogue.labels_of
    for entry in project.signals.values():
        sides = _sides(entry.value)
        aggregated = entry.value.by is not None and not isinstance(entry.value, Forecast)
        if sides is None or aggregated:
            continue
        (_, left), (key, right) = sides
        if project.catalogue.find(left) is None or project.catalogue.find(right) is None:
            continue
        different = sorted(set(labels_of(left)) ^ set(labels_of(right)))
        if different:
            yield Finding(
                entry.origin.at(key),
                f"{left} and {right} differ in the label {', '.join(different)}; nothing matches",
                _remedy(entry.value),
            )


def _remedy(signal: SignalModel) -> str:
    """What makes both sides alike; each series is forecast before any are taken together."""
    forecast = isinstance(signal, Forecast)
    return "both must have the same labels" if forecast else "aggregate both with `by`"


def _sides(signal: SignalModel) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Key and metric of numerator and denominator."""
    if isinstance(signal, Utilisation):
        return ("used", signal.used.metric), ("capacity", signal.capacity.metric)
    if isinstance(signal, Forecast):
        return _parts(signal)
    if isinstance(signal, Mean):
        return ("sum", signal.sum.metric), ("count", signal.count.metric)
    if isinstance(signal, Ratio):
        bad = signal.bad or signal.good
        return ("bad", bad.metric if bad else ""), ("total", signal.total.metric)
    return None


def _parts(signal: Forecast) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Key and metric of a forecast, and of what its metric is a part of."""
    for key, selector in (("capacity", signal.capacity), ("whole", signal.whole)):
        if selector is not None:
            return ("metric", signal.metric.metric), (key, selector.metric)
    return None


def lost_guard(project: Project) -> Iterator[Finding]:
    """Traffic that guards a quantile but lacks the labels of the quantile."""
    for entry in project.signals.values():
        signal = entry.value
        if isinstance(signal, Quantile) and signal.traffic is not None and signal.by is None:
            left = set(project.catalogue.labels_of(signal.metric.metric))
            right = set(project.catalogue.labels_of(signal.traffic.metric))
            known = project.catalogue.find(signal.traffic.metric) is not None
            if known and left != right:
                message = f"{signal.traffic.metric} has other labels than the histogram"
                place = entry.origin.at("traffic")
                yield Finding(place, message, "aggregate both with `by`")


CHECKS: tuple[Check, ...] = (
    Check(
        id="signal/part",
        why="A part with other labels than its score meets no series of it, and counts as perfect.",
        run=part,
    ),
    Check(
        id="signal/expression-labels",
        why="Routes, inhibitions and texts rely on the labels that an expression declares.",
        run=expression_labels,
    ),
    Check(
        id="signal/join",
        why="A division only finds partners with the same labels; without them there is no value.",
        run=join,
    ),
    Check(
        id="signal/lost-guard",
        why="A guard whose labels differ from the signal's matches nothing: the alert cannot fire.",
        run=lost_guard,
    ),
)
