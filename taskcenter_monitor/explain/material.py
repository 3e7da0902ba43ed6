"""What explanations are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin, Span
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RuleGroup
from taskcenter_monitor.signals.base import Render
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.slos import COMPONENT, SloEntry
from taskcenter_monitor.vocabulary.names import slo_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The alert that is explained, and what it was made of.

    `group` is the component or the SLO in whose rule group it stands.
    """

    name: str
    entry: AlertEntry | SloEntry
    component: str
    group: str

    @property
    def signal(self) -> str:
        """The name of the signal that it reads or counts."""
        return self.entry.value.signal


def subject(project: Project, name: str) -> Subject:
    """An alert that is there."""
    alert = project.alerts.get(name)
    if alert is not None:
        return Subject(name=name, entry=alert, component=alert.component, group=alert.component)
    slo = next(one for one in project.slos.values() if name in (one.burning, one.missing))
    return Subject(name=name, entry=slo, component=COMPONENT, group=slo_group(slo.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A sound project and what was compiled of it.

    `promql` renders a signal kind's block; `span` says where a value was written.
    """

    project: Project
    monitoring: Monitoring
    promql: Render
    span: Callable[[Origin], Span]

    def group_of(self, component: str) -> RuleGroup:
        """The rule group of a component or an SLO that has rules."""
        return next(one for one in self.monitoring.groups if one.component == component)

    def rules_of(self, subject: Subject) -> list[AlertingRule]:
        """The rules of an alert, the most urgent first."""
        return [
            rule
            for rule in self.group_of(subject.group).rules
            if isinstance(rule, AlertingRule) and rule.alert == subject.name
        ]
