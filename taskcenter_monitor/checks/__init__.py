"""What must hold for a sound project: one module a family, all checks in one table."""

from __future__ import annotations

from taskcenter_monitor.checks import (
    function,
    inhibition,
    interval,
    matcher,
    metric,
    name,
    promql,
    receivers,
    routing,
    scrape,
    secrets,
    signal,
    text,
    threshold,
    timing,
    unit,
)
from taskcenter_monitor.checks.check import Check
from taskcenter_monitor.checks.memo import forget
from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.spec.project import Project

CHECKS: tuple[Check, ...] = (
    *name.CHECKS,
    *signal.CHECKS,
    *metric.CHECKS,
    *function.CHECKS,
    *promql.CHECKS,
    *unit.CHECKS,
    *threshold.CHECKS,
    *timing.CHECKS,
    *text.CHECKS,
    *routing.CHECKS,
    *matcher.CHECKS,
    *receivers.CHECKS,
    *interval.CHECKS,
    *inhibition.CHECKS,
    *scrape.CHECKS,
    *secrets.CHECKS,
)
"""Every check, in the order of the page about them."""


def run(project: Project) -> list[Diagnostic]:
    """What all checks say about a project."""
    found = [diagnostic for check in CHECKS for diagnostic in check.diagnose(project)]
    forget()
    return found
