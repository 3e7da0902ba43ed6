"""Signals hang together: no cycles, sound names, labels that fit."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.usage import (
    readers,
    recorded_series,
    signals_read,
)
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.signals.anomaly import Anomaly
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import RECORDED_NAME


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


def series_name(project: Project) -> Iterator[Finding]:
    """Recorded series under names that say too little."""
    for name, producers in recorded_series(project).items():
        if not RECORDED_NAME.fullmatch(name):
            entry = project.signals[producers[0].signal]
            place = entry.origin.at("series") if entry.value.series else entry.origin.at_key()
            message = f"{name!r} is no name of the form level:metric:operations"
            hint = "write it like job:task_center_http_requests:rate5m"
            yield Finding(place, message, "" if entry.value.series is None else hint)


def ignored_key(project: Project) -> Iterator[Finding]:
    """Keys without effect."""
    for entry in project.signals.values():
        for key, why in _ignored(entry.value):
            yield Finding(entry.origin.at_key(key), f"`{key}` has no effect here: {why}")


def _ignored(signal: SignalModel) -> Iterator[tuple[str, str]]:
    if isinstance(signal, Liveness):
        if signal.by is not None:
            yield "by", "a liveness keeps the labels that its mode gives"
        if signal.mode == "target_vanished" and signal.metric.matched("job"):
            yield "metric", "target_vanished looks for each of `jobs`, whatever else matches"
    elif isinstance(signal, Expression) and signal.by is not None:
        yield "by", "an expression aggregates by itself"
    elif isinstance(signal, Quantile) and signal.min_rate is None and signal.traffic is not None:
        yield "traffic", "it is only compared with `min_rate`"
    yield from _ignored_recording(signal)


def _ignored_recording(signal: SignalModel) -> Iterator[tuple[str, str]]:
    if isinstance(signal, (Baseline, Anomaly)):
        if signal.record is not None:
            yield "record", f"a signal of kind {signal.kind} is always recorded"
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
        id="signal/series-name",
        why="`level:metric:operations` says what a recorded series stands for; Prometheus refuses "
        "some other names.",
        run=series_name,
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
        needs=frozenset(("alerts", "signals")),
    ),
)
