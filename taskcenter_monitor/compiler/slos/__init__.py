"""From SLOs to a rule group each: what is recorded, then the alerts that read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.compiler.slos.alerts import burning_rules, missing_rules
from taskcenter_monitor.compiler.slos.material import Material, material
from taskcenter_monitor.compiler.texts import Writer
from taskcenter_monitor.ir.rules import RuleGroup
from taskcenter_monitor.ir.runbooks import Runbook
from taskcenter_monitor.ir.slos import Slo
from taskcenter_monitor.signals.base import Render
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import rule_group, slo_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One SLO, lowered.

    All of it stands in one group, whose rules are evaluated in their order: an alert never reads
    what was recorded one interval ago.
    """

    slo: Slo
    group: RuleGroup
    runbooks: tuple[Runbook, ...]


def compile_slos(project: Project, promql: Render, writer: Writer) -> Iterator[Promise]:
    """Every SLO, in the order of the specs."""
    for entry in project.slos.values():
        yield _promise(material(project, entry, promql, writer))


def _promise(own: Material) -> Promise:
    burning, missing = tuple(burning_rules(own)), tuple(missing_rules(own))
    name = slo_group(own.slo.name)
    runbooks = [own.texts.burning_runbook(burning)]
    if missing:
        runbooks.append(own.texts.missing_runbook(missing))
    return Promise(
        slo=own.slo,
        group=RuleGroup(
            name=rule_group(own.service, name),
            component=name,
            interval=own.entry.interval,
            rules=(*own.series.rules(), *burning, *missing),
            origin=own.entry.origin,
        ),
        runbooks=tuple(runbooks),
    )
