"""What explanations are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin, Span
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RuleGroup
from taskcenter_monitor.signals.base import Render
from taskcenter_monitor.spec.project import Project


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
        """The rule group of a component that has rules."""
        return next(one for one in self.monitoring.groups if one.component == component)

    def rules_of(self, alert: str) -> list[AlertingRule]:
        """The rules of an alert, the most urgent first."""
        component = self.project.alerts[alert].component
        return [
            rule
            for rule in self.group_of(component).rules
            if isinstance(rule, AlertingRule) and rule.alert == alert
        ]
