"""Everything that is emitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.ir.dashboards import Dashboard
from taskcenter_monitor.ir.expectations import Expectation
from taskcenter_monitor.ir.routing import AlertmanagerConfig
from taskcenter_monitor.ir.rules import RuleGroup
from taskcenter_monitor.ir.runbooks import Runbook
from taskcenter_monitor.ir.scrape import PrometheusConfig
from taskcenter_monitor.ir.slos import Slo
from taskcenter_monitor.ir.stack import Stack
from taskcenter_monitor.ir.telemetry import Policy

if TYPE_CHECKING:
    # A build that writes no tests, or has another process write them, needs none of it.
    from taskcenter_monitor.ir.rule_tests import RuleTests


def _no_tests() -> RuleTests:
    from taskcenter_monitor.ir.rule_tests import RuleTests

    return RuleTests()


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What the compiler yields: the specs, lowered to what the targets need.

    `rule_tests` makes the tests of all rules when first asked: they are the larger part of the
    output. `writes_tests` says whether they are part of it at all, or only run. `stack` and
    `telemetry` are None where the specs describe none, and `service_metrics`, which are those of
    the catalogue that our own services export, where there is no telemetry.
    """

    groups: tuple[RuleGroup, ...]
    runbooks: tuple[Runbook, ...]
    alertmanager: AlertmanagerConfig
    prometheus: PrometheusConfig
    expectations: tuple[Expectation, ...] = ()
    slos: tuple[Slo, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    catalogue: tuple[ExportedMetric, ...] = ()
    rule_tests: Callable[[], RuleTests] = _no_tests
    writes_tests: bool = True
    stack: Stack | None = None
    telemetry: Policy | None = None
    service_metrics: tuple[ExportedMetric, ...] | None = None
