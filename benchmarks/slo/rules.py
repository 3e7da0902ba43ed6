"""The rules that the shipped specs make of an SLO."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from benchmarks.specs import SHIPPED
from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule
from taskcenter_monitor.ir.slos import Slo
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.vocabulary.names import slo_group

NAME = "api_availability"
RATIO = f"slo:{NAME}:error_ratio_rate"
"""What the series of a window begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SloRules:
    """One SLO and its rules, in the order in which they are evaluated."""

    slo: Slo
    records: tuple[RecordingRule, ...]
    alerts: tuple[AlertingRule, ...]

    def windows(self) -> tuple[str, ...]:
        """What shares of bad requests are recorded over, from the shortest to the period."""
        return tuple(
            rule.record.removeprefix(RATIO)
            for rule in self.records
            if rule.record.startswith(RATIO)
        )

    def expr(self, record: str) -> str:
        """What a series is recorded from."""
        return next(rule.expr for rule in self.records if rule.record == record)


@cache
def slo_rules() -> SloRules:
    """Those of the API's availability."""
    monitoring = _compiled()
    (slo,) = (one for one in monitoring.slos if one.name == NAME)
    (group,) = (one for one in monitoring.groups if one.component == slo_group(NAME))
    return SloRules(
        slo=slo,
        records=tuple(rule for rule in group.rules if isinstance(rule, RecordingRule)),
        alerts=tuple(rule for rule in group.rules if isinstance(rule, AlertingRule)),
    )


def _compiled() -> Monitoring:
    templates = SHIPPED.parent / "templates"
    texts = {
        path.relative_to(templates).as_posix(): path.read_text(encoding="utf-8")
        for path in templates.rglob("*.j2")
    }
    files = {
        path.relative_to(SHIPPED).as_posix(): path.read_bytes()
        for path in sorted(SHIPPED.rglob("*.yaml"))
    }
    project = load(files, "specs", None).project
    assert project is not None
    renderer = Templates(texts)
    monitoring, faults = compile_project(project, renderer.promql, renderer.render)
    assert not faults, faults
    return monitoring
