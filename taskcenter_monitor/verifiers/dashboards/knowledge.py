"""What the rules write: the series that dashboards may read besides those that are scraped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taskcenter_monitor.ir.rules import AlertingRule, RuleGroup
from taskcenter_monitor.verifiers.dashboards.expressions import ALERTS, labels_of_expression

_OF_ALERTS = ("alertname", "alertstate")
"""Labels that Prometheus adds to every alert."""


def written(
    groups: Sequence[RuleGroup], metrics: Mapping[str, frozenset[str]]
) -> Mapping[str, frozenset[str] | None]:
    """The series of the rules with their labels, None where they cannot be told.

    A rule may read what another records, in whatever order they stand.
    """
    rules = [rule for group in groups for rule in group.rules]
    known: dict[str, frozenset[str] | None] = {}
    waiting = {rule.record: rule.expr for rule in rules if not isinstance(rule, AlertingRule)}
    while waiting:
        told = {
            name: labels_of_expression(expr, {**metrics, **known}) for name, expr in waiting.items()
        }
        new = {name: labels for name, labels in told.items() if labels is not None}
        known.update(new or dict.fromkeys(waiting))
        waiting = {name: expr for name, expr in waiting.items() if name not in known}
    alerts = [rule for rule in rules if isinstance(rule, AlertingRule)]
    labels = frozenset(_OF_ALERTS).union(
        *(rule.carried for rule in alerts),
        *((name for name, _ in rule.labels) for rule in alerts),
    )
    return {**known, **dict.fromkeys(ALERTS, labels)}
