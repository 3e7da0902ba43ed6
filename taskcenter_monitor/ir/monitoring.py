"""Everything that is emitted."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.expectations import Expectation
from taskcenter_monitor.ir.routing import AlertmanagerConfig
from taskcenter_monitor.ir.rule_tests import RuleTestFile
from taskcenter_monitor.ir.rules import RuleGroup
from taskcenter_monitor.ir.runbooks import Runbook
from taskcenter_monitor.ir.scrape import PrometheusConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What the compiler yields: the specs, lowered to what the targets need.

    `untested` says why no test could be made of some rules: nothing that a build would mind.
    """

    groups: tuple[RuleGroup, ...]
    runbooks: tuple[Runbook, ...]
    alertmanager: AlertmanagerConfig
    prometheus: PrometheusConfig
    expectations: tuple[Expectation, ...] = ()
    rule_tests: tuple[RuleTestFile, ...] = ()
    untested: tuple[Diagnostic, ...] = ()
