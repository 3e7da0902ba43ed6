"""What must hold for a sound project: one or two modules a family, all checks in one table."""

from __future__ import annotations

from taskcenter_monitor.checks import (
    baseline,
    dashboard,
    datasource,
    expectation,
    forecast,
    function,
    function_quantiles,
    inhibition,
    inhibition_never,
    interval,
    liveness,
    matcher,
    metric,
    metric_jobs,
    name,
    operands,
    panel,
    panel_logs,
    panel_queries,
    panel_tables,
    promql,
    promql_alerts,
    promql_labels,
    ratio,
    receivers,
    routing,
    routing_reach,
    routing_times,
    scrape,
    secrets,
    signal,
    signal_labels,
    stack,
    text,
    text_templates,
    text_titles,
    threshold,
    threshold_range,
    threshold_vanishing,
    timing,
    timing_promise,
    unit,
    unit_forecast,
    unit_timestamp,
    value,
)
from taskcenter_monitor.checks.check import Check
from taskcenter_monitor.checks.memo import forget
from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.spec.project import Project

CHECKS: tuple[Check, ...] = (
    *name.CHECKS,
    *signal.CHECKS,
    *signal_labels.CHECKS,
    *metric.CHECKS,
    *metric_jobs.CHECKS,
    *function.CHECKS,
    *function_quantiles.CHECKS,
    *promql.CHECKS,
    *promql_labels.CHECKS,
    *promql_alerts.CHECKS,
    *value.CHECKS,
    *ratio.CHECKS,
    *operands.CHECKS,
    *baseline.CHECKS,
    *forecast.CHECKS,
    *liveness.CHECKS,
    *unit.CHECKS,
    *unit_timestamp.CHECKS,
    *unit_forecast.CHECKS,
    *threshold.CHECKS,
    *threshold_range.CHECKS,
    *threshold_vanishing.CHECKS,
    *timing.CHECKS,
    *timing_promise.CHECKS,
    *text.CHECKS,
    *text_templates.CHECKS,
    *text_titles.CHECKS,
    *routing.CHECKS,
    *routing_reach.CHECKS,
    *routing_times.CHECKS,
    *matcher.CHECKS,
    *receivers.CHECKS,
    *interval.CHECKS,
    *inhibition.CHECKS,
    *inhibition_never.CHECKS,
    *expectation.CHECKS,
    *scrape.CHECKS,
    *dashboard.CHECKS,
    *panel.CHECKS,
    *panel_queries.CHECKS,
    *panel_tables.CHECKS,
    *panel_logs.CHECKS,
    *secrets.CHECKS,
    *stack.CHECKS,
    *datasource.CHECKS,
)
"""Every check, in the order of the page about them."""


def run(project: Project) -> list[Diagnostic]:
    """What the checks say about a project; of an incomplete one, those that can tell."""
    try:
        return [diagnostic for check in CHECKS for diagnostic in check.diagnose(project)]
    finally:
        forget()
