"""From signals and alerts to rule groups, one a component."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from taskcenter_monitor.compiler.placing import Placement, written_at
from taskcenter_monitor.compiler.texts import Subject, Writer
from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.rules import AlertingRule, Pairs, RecordingRule, RuleGroup
from taskcenter_monitor.signals.base import Lowered
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import Component, Project
from taskcenter_monitor.vocabulary.names import rule_group
from taskcenter_monitor.vocabulary.promql import operand, parse
from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.units import Unit

_LIMIT = re.compile(r"(?<=[<>] )[0-9]+(?:\.[0-9]+)?")


def alerting_rules(
    subject: Subject, lowered: Lowered, writer: Writer, service: str
) -> Iterator[AlertingRule]:
    """The rules of one alert, the most urgent first."""
    entry = subject.alert
    value = _operand(lowered, subject)
    for severity, threshold in entry.value.thresholds.items():
        expr = _condition(value, threshold, subject.unit, lowered.guard)
        yield AlertingRule(
            alert=entry.name,
            expr=expr,
            wait=threshold.wait if threshold.waits else "",
            keep=threshold.keep_firing_for or "",
            labels=_labels(severity, entry.component, entry.team, service),
            annotations=writer.annotations(subject, threshold),
            origin=entry.origin.at(severity),
            written=written_at(subject.signal, expr),
            carried=subject.labels,
            jobs=subject.jobs,
        )


@lru_cache(maxsize=4096)
def _labels(severity: str, component: str, team: str, service: str) -> Pairs:
    """The labels of a rule; few combinations serve many rules."""
    return (
        ("severity", severity),
        ("component", component),
        ("team", team),
        ("service", service),
    )


def rule_groups(
    project: Project, placement: Placement, alerts: dict[str, list[AlertingRule]]
) -> tuple[RuleGroup, ...]:
    """One group a component: first what is recorded, then the alerts, in the order of the specs."""
    groups = []
    for component in project.components.values():
        rules: list[RecordingRule | AlertingRule] = []
        rules.extend(placement.recording_rules(component.name))
        rules.extend(alerts.get(component.name, ()))
        if rules:
            groups.append(_group(project, component, rules))
    return tuple(groups)


def syntax_faults(groups: tuple[RuleGroup, ...]) -> list[Diagnostic]:
    """PromQL that does not parse: nothing of it may be written.

    Rules that differ only in the number they compare with are parsed once.
    """
    sound: set[str] = set()
    faults = []
    for group in groups:
        for rule in group.rules:
            shape = _LIMIT.sub("0", rule.expr)
            error = None if shape in sound else _error_in(rule)
            if error is None:
                sound.add(shape)
            else:
                faults.append(_syntax_fault(rule, str(error)))
    return faults


def _operand(lowered: Lowered, subject: Subject) -> str:
    """What stands before the comparison; PromQL of people may need parentheses there."""
    if isinstance(subject.signal.value, Expression) and _compares(subject.alert.value.thresholds):
        return operand(lowered.operand)
    return lowered.operand


def _compares(thresholds: dict[str, Threshold]) -> bool:
    return any(threshold.limit is not None for threshold in thresholds.values())


def _condition(value: str, threshold: Threshold, unit: Unit, guard: str) -> str:
    expr = value
    if threshold.limit is not None:
        separator = "\n" if "\n" in value else " "
        limit = number_text(threshold.limit.in_unit(unit))
        expr = f"{value}{separator}{threshold.operator} {limit}"
    return f"{expr}\nand\n{guard}" if guard else expr


def _group(
    project: Project, component: Component, rules: list[RecordingRule | AlertingRule]
) -> RuleGroup:
    return RuleGroup(
        name=rule_group(project.service.value.service, component.name),
        component=component.name,
        interval=component.interval,
        rules=tuple(rules),
        origin=component.origin,
    )


def _error_in(rule: RecordingRule | AlertingRule) -> ValueError | None:
    try:
        parse(rule.expr)
    except ValueError as error:
        return error
    return None


def _syntax_fault(rule: RecordingRule | AlertingRule, message: str) -> Diagnostic:
    return Diagnostic(
        check="promql/syntax",
        message=f"this is no PromQL: {message}",
        place=rule.written or rule.origin,
        help=f"the whole expression reads: {' '.join(rule.expr.split())}",
    )
