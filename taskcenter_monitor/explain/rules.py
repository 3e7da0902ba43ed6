"""The severities of an alert: when each fires, and who hears of it."""

from __future__ import annotations

from taskcenter_monitor.checks.detection import detection
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.explain.burning import condition_of_slo
from taskcenter_monitor.explain.conditions import Condition
from taskcenter_monitor.explain.listeners import Listeners
from taskcenter_monitor.explain.material import Material, Subject
from taskcenter_monitor.ir.explanation import Bounds, ExplainedRule
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry
from taskcenter_monitor.vocabulary.durations import parse_duration


def explained_rules(material: Material, subject: Subject) -> tuple[ExplainedRule, ...]:
    """One for each severity, or each window, the most urgent first."""
    listeners = Listeners(material)
    return tuple(
        _rule(material, rule, _condition(material, subject, rule), listeners)
        for rule in material.rules_of(subject)
    )


def _condition(material: Material, subject: Subject, rule: AlertingRule) -> Condition:
    if isinstance(subject.entry, AlertEntry):
        return _of_people(material, subject.entry, rule)
    return condition_of_slo(material, subject.entry, rule)


def _rule(
    material: Material, rule: AlertingRule, condition: Condition, listeners: Listeners
) -> ExplainedRule:
    return ExplainedRule(
        severity=dict(rule.labels)["severity"],
        condition=condition.text,
        wait=parse_duration(condition.wait),
        keep_firing_for=parse_duration(condition.keep_firing_for),
        expr=rule.expr,
        labels=dict(rule.labels),
        fires=condition.bounds,
        told=listeners.told(rule, condition.bounds),
        muted_by=listeners.muting(rule),
        place=material.span(condition.place),
        wait_place=material.span(condition.wait_place),
        burn=condition.burn,
    )


def _of_people(material: Material, alert: AlertEntry, rule: AlertingRule) -> Condition:
    threshold = alert.value.thresholds[dict(rule.labels)["severity"]]
    found = detection(material.project, alert, threshold)
    return Condition(
        text=f"{threshold.operator} {threshold.limit.text}" if threshold.limit else "",
        bounds=Bounds(
            slight=found.slight,
            full=found.full,
            largest=found.filling.largest,
            since=found.filling.since,
        ),
        wait=threshold.wait,
        keep_firing_for=threshold.keep_firing_for or "0s",
        place=_place(rule, threshold),
        wait_place=rule.origin.at("for"),
    )


def _place(rule: AlertingRule, threshold: Threshold) -> Origin:
    return rule.origin.at(threshold.key) if threshold.limit else rule.origin.at_key()
