"""The compiler: Project -> Monitoring. Pure; what is wrong comes back as diagnostics."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from taskcenter_monitor.compiler.catalogue import compile_catalogue, compile_service_metrics
from taskcenter_monitor.compiler.dashboards import DashboardCompiler
from taskcenter_monitor.compiler.expectations import compile_expectations
from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.compiler.routing import compile_routing
from taskcenter_monitor.compiler.rules import alerting_rules, rule_groups, syntax_faults
from taskcenter_monitor.compiler.runbooks import runbook
from taskcenter_monitor.compiler.scrape import compile_scrape
from taskcenter_monitor.compiler.slos import compile_slos
from taskcenter_monitor.compiler.stack import compile_stack
from taskcenter_monitor.compiler.telemetry import compile_telemetry
from taskcenter_monitor.compiler.texts import Writer, subject
from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RuleGroup
from taskcenter_monitor.ir.runbooks import Runbook
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.signals.base import Render
from taskcenter_monitor.spec.project import Project

if TYPE_CHECKING:
    from taskcenter_monitor.ir.rule_tests import RuleTests
    from taskcenter_monitor.ir.slos import Slo


def compile_project(
    project: Project, promql: Render, render: RenderTemplate
) -> tuple[Monitoring, list[Diagnostic]]:
    """The whole project, lowered. `promql` renders a signal kind's block, `render` a template.

    The project must have passed all checks: names are looked up without asking.
    """
    service = project.service.value
    placement = Placement(project, promql)
    writer = Writer(service, render)
    rules: dict[str, list[AlertingRule]] = {}
    runbooks: list[Runbook] = []
    for alert in project.alerts.values():
        about = subject(alert, project.signals[alert.value.signal], project)
        lowered = placement.in_component(alert.value.signal, alert.component)
        made = list(alerting_rules(about, lowered, writer, service.service))
        rules.setdefault(alert.component, []).extend(made)
        runbooks.append(runbook(about, made, writer, service.locales))
    promises = tuple(compile_slos(project, promql, writer))
    slos = {promise.group.component: promise.slo for promise in promises}
    groups = (
        *rule_groups(project, placement, rules),
        *(promise.group for promise in promises),
    )
    monitoring = Monitoring(
        groups=groups,
        rule_tests=cache(partial(_rule_tests, project, placement, groups, slos)),
        writes_tests=service.rule_tests == "written",
        runbooks=(*runbooks, *(page for promise in promises for page in promise.runbooks)),
        slos=tuple(slos.values()),
        alertmanager=compile_routing(project),
        prometheus=compile_scrape(project),
        expectations=compile_expectations(project),
        catalogue=compile_catalogue(project),
        dashboards=tuple(DashboardCompiler(project, placement, promql, render).dashboards()),
        stack=compile_stack(project, placement.lowered),
        telemetry=compile_telemetry(project),
        service_metrics=compile_service_metrics(project),
    )
    return monitoring, [*placement.diagnostics, *syntax_faults(groups)]


def _rule_tests(
    project: Project,
    placement: Placement,
    groups: tuple[RuleGroup, ...],
    slos: dict[str, Slo],
) -> RuleTests:
    """The tests of all rules; what makes them is only imported where they are asked for."""
    from taskcenter_monitor.compiler.rule_tests import rule_tests

    return rule_tests(project, placement, groups, slos)
