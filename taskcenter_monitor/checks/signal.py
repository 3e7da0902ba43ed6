"""Signals hang together: no cycles, sound names, labels that fit."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.labels import all_target_labels, flow, series_labels
from taskcenter_monitor.checks.usage import (
    expressions,
    readers,
    recorded_series,
    signals_read,
    units,
)
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.signals.mean import Mean
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.score import Score
from taskcenter_monitor.signals.utilisation import Utilisation
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import RECORDED_NAME
from taskcenter_monitor.vocabulary.units import Dimension


def cycle(project: Project) -> Iterator[Finding]:
    """Signals that read themselves in the end."""
    edges: dict[str, list[tuple[str, Origin]]] = {}
    for reader, name, place in signals_read(project):
        edges.setdefault(reader, []).append((name, place))
    done: set[str] = set()
    for start in edges:
        yield from _cycles_from(start, edges, done)


def _cycles_from(
    start: str, edges: dict[str, list[tuple[str, Origin]]], done: set[str]
) -> Iterator[Finding]:
    """Walks the graph once; what is done leads into no cycle that was not reported."""
    path: list[str] = []
    waiting: list[tuple[str, int]] = [(start, 0)]
    while waiting:
        name, number = waiting.pop()
        if number == 0:
            if name in done:
                continue
            path.append(name)
        following = edges.get(name, [])
        if number == len(following):
            path.pop()
            done.add(name)
            continue
        waiting.append((name, number + 1))
        other, place = following[number]
        if other in path:
            ring = " -> ".join([*path[path.index(other) :], other])
            yield Finding(place, f"these signals read each other: {ring}")
        else:
            waiting.append((other, 0))


def part(project: Project) -> Iterator[Finding]:
    """Parts of a score that cannot be weighed."""
    known = units(project)
    around = project.surroundings
    for entry in project.signals.values():
        if not isinstance(entry.value, Score):
            continue
        for number, one in enumerate(entry.value.parts):
            other = project.signals.get(one.signal)
            if other is None:
                continue
            place = entry.origin.at("parts", number, "signal")
            unit = known.get(one.signal)
            if unit is not None and unit.dimension is Dimension.CONDITION:
                yield Finding(place, f"{one.signal} is a condition; it has no value to weigh")
            elif set(other.value.carried(around)) != set(entry.value.by):
                yield Finding(
                    place,
                    f"{one.signal} does not carry exactly the labels of the score, "
                    f"{', '.join(entry.value.by) or 'none'}",
                    "aggregate the part `by` the same labels",
                )


def series_name(project: Project) -> Iterator[Finding]:
    """Recorded series under names that say too little."""
    for name, producers in recorded_series(project).items():
        if not RECORDED_NAME.fullmatch(name):
            entry = project.signals[producers[0].signal]
            place = entry.origin.at("series") if entry.value.series else entry.origin.at_key()
            message = f"{name!r} is no name of the form level:metric:operations"
            hint = "write it like job:task_center_http_requests:rate5m"
            yield Finding(place, message, "" if entry.value.series is None else hint)


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
        if sides is None or entry.value.by is not None:
            continue
        (_, left), (key, right) = sides
        if project.catalogue.find(left) is None or project.catalogue.find(right) is None:
            continue
        different = sorted(set(labels_of(left)) ^ set(labels_of(right)))
        if different:
            yield Finding(
                entry.origin.at(key),
                f"{left} and {right} differ in the label {', '.join(different)}; nothing matches",
                "aggregate both with `by`",
            )


def _sides(signal: SignalModel) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Key and metric of numerator and denominator."""
    if isinstance(signal, Utilisation):
        return ("used", signal.used.metric), ("capacity", signal.capacity.metric)
    if isinstance(signal, Mean):
        return ("sum", signal.sum.metric), ("count", signal.count.metric)
    if isinstance(signal, Ratio):
        bad = signal.bad or signal.good
        return ("bad", bad.metric if bad else ""), ("total", signal.total.metric)
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


def ignored_key(project: Project) -> Iterator[Finding]:
    """Keys without effect."""
    for entry in project.signals.values():
        for key, why in _ignored(entry.value):
            yield Finding(entry.origin.at_key(key), f"`{key}` has no effect here: {why}")


def _ignored(signal: SignalModel) -> Iterator[tuple[str, str]]:
    if isinstance(signal, Liveness):
        if signal.by is not None:
            yield "by", "a liveness keeps the labels that its mode gives"
        if signal.mode == "target_vanished" and signal.metric.matchers:
            yield "metric", "target_vanished looks for each of `jobs`, whatever else matches"
    elif isinstance(signal, Expression) and signal.by is not None:
        yield "by", "an expression aggregates by itself"
    elif isinstance(signal, Quantile) and signal.min_rate is None and signal.traffic is not None:
        yield "traffic", "it is only compared with `min_rate`"
    yield from _ignored_recording(signal)


def _ignored_recording(signal: SignalModel) -> Iterator[tuple[str, str]]:
    if isinstance(signal, Baseline):
        if signal.record is not None:
            yield "record", "a baseline is always recorded"
    elif signal.series is not None and not signal.is_recorded:
        yield "series", "the signal is not recorded"


def unrecorded(project: Project) -> Iterator[Finding]:
    """Signals that are there to be recorded, but are not."""
    read = {read for _, read, _ in signals_read(project)} | readers(project).keys()
    for name, entry in project.signals.items():
        signal = entry.value
        if signal.component is None or signal.is_recorded or name in read:
            continue
        message = f"nothing is recorded in {signal.component} for {name}, and nothing else reads it"
        key = "component" if signal.record is None else "record"
        yield Finding(entry.origin.at(key), message, "write `record: true`")


CHECKS = (
    Check(
        id="signal/cycle",
        why="Signals that read each other have no value to begin with.",
        run=cycle,
    ),
    Check(
        id="signal/part",
        why="A part with other labels than its score meets no series of it, and counts as perfect.",
        run=part,
    ),
    Check(
        id="signal/series-name",
        why="`level:metric:operations` says what a recorded series stands for; Prometheus refuses "
        "some other names.",
        run=series_name,
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
    Check(
        id="signal/ignored-key",
        why="A key without effect makes people believe in something that does not happen.",
        run=ignored_key,
        level=Level.WARNING,
    ),
    Check(
        id="signal/unrecorded",
        why="A panel waits for a series that nobody records.",
        run=unrecorded,
    ),
)
