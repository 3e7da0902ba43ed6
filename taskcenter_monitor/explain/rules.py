"""The severities of an alert: when each fires, and who hears of it."""

from __future__ import annotations

from taskcenter_monitor.checks.detection import detection
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.explain.listeners import Listeners
from taskcenter_monitor.explain.material import Material
from taskcenter_monitor.ir.explanation import Bounds, ExplainedRule
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry
from taskcenter_monitor.vocabulary.durations import parse_duration


def explained_rules(material: Material, alert: AlertEntry) -> tuple[ExplainedRule, ...]:
    """One for each severity, the most urgent first."""
    listeners = Listeners(material)
    return tuple(_rule(material, alert, rule, listeners) for rule in material.rules_of(alert.name))


def _rule(
    material: Material, alert: AlertEntry, rule: AlertingRule, listeners: Listeners
) -> ExplainedRule:
    severity = dict(rule.labels)["severity"]
    threshold = alert.value.thresholds[severity]
    found = detection(material.project, alert, threshold)
    bounds = Bounds(
        slight=found.slight,
        full=found.full,
        largest=found.filling.largest,
        since=found.filling.since,
    )
    return ExplainedRule(
        severity=severity,
        condition=_condition(threshold),
        wait=parse_duration(threshold.wait),
        keep_firing_for=parse_duration(threshold.keep_firing_for or "0s"),
        expr=rule.expr,
        labels=dict(rule.labels),
        fires=bounds,
        told=listeners.told(rule, bounds),
        muted_by=listeners.muting(rule),
        place=material.span(_place(rule, threshold)),
        wait_place=material.span(rule.origin.at("for")),
    )


def _place(rule: AlertingRule, threshold: Threshold) -> Origin:
    return rule.origin.at(threshold.key) if threshold.limit else rule.origin.at_key()


def _condition(threshold: Threshold) -> str:
    return f"{threshold.operator} {threshold.limit.text}" if threshold.limit else ""
