"""What dashboards may speak of: what the rules write, and where their alerts begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isclose

from taskcenter_monitor.ir.dashboards import Dashboard, Level, Panel
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.dashboards.boards import Known, PanelKey
from taskcenter_monitor.verifiers.dashboards.expressions import (
    labels_of_expression,
    reads,
    tree_of,
)
from taskcenter_monitor.vocabulary.names import OF_RULES
from taskcenter_monitor.vocabulary.trees import kind, nodes

Limits = Mapping[tuple[str, str], frozenset[float]]
"""The name and the severity of an alert to the numbers that its rule compares with."""

_OF_ALERTS = ("alertname", "alertstate")
"""Labels that Prometheus adds to every alert."""


def known(monitoring: Monitoring) -> Known:
    """What dashboards may speak of: the catalogue, with what targets add, and the rules."""
    compared = limits(monitoring.groups)
    exported = [series for metric in monitoring.catalogue for series in metric.series()]
    added = frozenset(name for job in monitoring.prometheus.jobs for name, _ in job.labels)
    metrics = {series.name: series.labels | added for series in exported}
    return Known(
        metrics=metrics,
        counters=frozenset(series.name for series in exported if series.is_counter),
        recorded=written(monitoring.groups, metrics),
        thresholds={
            key: frozenset(_drawn(panel, compared)) for key, panel in _panels(monitoring.dashboards)
        },
        windows={key: frozenset(_windows(panel)) for key, panel in _panels(monitoring.dashboards)},
    )


def _panels(dashboards: Sequence[Dashboard]) -> Iterator[tuple[PanelKey, Panel]]:
    for dashboard in dashboards:
        for panel in dashboard.panels:
            yield (dashboard.uid, panel.id), panel


def _drawn(panel: Panel, compared: Limits) -> Iterator[float]:
    """The limits that a panel may draw: those of the rules, where a level is that of an alert."""
    for query in panel.queries:
        for level in query.levels:
            numbers = compared.get((level.alert, level.severity), frozenset())
            if not level.alert or _is_compared(level, numbers):
                yield float(level.value)
            else:
                yield from numbers


def _is_compared(level: Level, numbers: frozenset[float]) -> bool:
    """Whether a rule compares with it; of a success rate the rule sees the failures."""
    return any(isclose(level.value, one) or isclose(1 - level.value, one) for one in numbers)


def limits(groups: Sequence[RuleGroup]) -> Limits:
    """The numbers that the rule of each alert compares with."""
    found: dict[tuple[str, str], frozenset[float]] = {}
    for rule in (rule for group in groups for rule in group.rules):
        if isinstance(rule, AlertingRule):
            key = rule.alert, dict(rule.labels).get("severity", "")
            found[key] = found.get(key, frozenset()) | frozenset(_compared(rule.expr))
    return found


def _compared(expr: str) -> Iterator[float]:
    tree = tree_of(expr)
    for node in nodes(tree) if not isinstance(tree, str) else ():
        if kind(node) == "BinaryExpr" and kind(node.rhs) == "NumberLiteral":
            yield float(node.rhs.val)


def _windows(panel: Panel) -> Iterator[float]:
    for query in panel.queries:
        tree = tree_of(query.expr) if not query.is_log else ""
        yield from (read.window for read in reads(tree)) if not isinstance(tree, str) else ()


def written(
    groups: Sequence[RuleGroup], metrics: Mapping[str, frozenset[str]]
) -> Mapping[str, frozenset[str] | None]:
    """The series of the rules with their labels, None where they cannot be told.

    A rule may read what another records, in whatever order they stand.
    """
    rules = [rule for group in groups for rule in group.rules]
    known: dict[str, frozenset[str] | None] = {}
    waiting: dict[str, list[RecordingRule]] = {}
    for rule in rules:
        if isinstance(rule, RecordingRule):
            waiting.setdefault(rule.record, []).append(rule)
    while waiting:
        told = {name: _labels(writers, {**metrics, **known}) for name, writers in waiting.items()}
        new = {name: labels for name, labels in told.items() if labels is not None}
        known.update(new or dict.fromkeys(waiting))
        waiting = {name: writers for name, writers in waiting.items() if name not in known}
    alerts = [rule for rule in rules if isinstance(rule, AlertingRule)]
    labels = frozenset(_OF_ALERTS).union(
        *(rule.carried for rule in alerts),
        *((name for name, _ in rule.labels) for rule in alerts),
    )
    return {**known, **dict.fromkeys(OF_RULES, labels)}


def _labels(
    writers: Sequence[RecordingRule], series: Mapping[str, frozenset[str] | None]
) -> frozenset[str] | None:
    """The labels that any of the rules leaves on what all of them write; None where one is unknown.

    A rule puts its own labels over those of the result.
    """
    found: frozenset[str] = frozenset()
    for rule in writers:
        labels = labels_of_expression(rule.expr, series)
        if labels is None:
            return None
        found |= labels | {name for name, _ in rule.labels}
    return found
