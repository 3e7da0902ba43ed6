"""The proof itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.dashboards import Dashboard, Variable
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.client import Refused
from taskcenter_monitor.live.panels.asking import Asker, Question
from taskcenter_monitor.live.panels.choices import Choices, Values
from taskcenter_monitor.live.panels.expansion import chosen
from taskcenter_monitor.live.panels.verdicts import Shown, no_values, refused_rule, shown
from taskcenter_monitor.live.prometheus import Prometheus, Steps
from taskcenter_monitor.live.seeding import Seeded, seeded_prometheus
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.macros import ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelsProof:
    """What is wrong, and what every query shows.

    `panels` were asked, and `logs` queries were not, because there is no Loki. `series` and
    `samples` were made up for the Prometheus that answered.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    shown: tuple[Shown, ...] = ()
    panels: int = 0
    logs: int = 0
    series: int = 0
    samples: int = 0
    version: str = ""


def prove_panels(monitoring: Monitoring, runtime: Runtime) -> PanelsProof:
    """Asks every query of every panel, with all, two and one of the values of each variable.

    Raises EnvironmentFault when promtool or Prometheus cannot do their work.
    """
    if not any(_questions(dashboard) for dashboard in monitoring.dashboards):
        return PanelsProof(logs=_logs(monitoring))
    with (
        seeded_prometheus(monitoring, runtime) as seeded,
        Prometheus(seeded.url, runtime.timeout) as client,
    ):
        return _proven(monitoring, seeded, client)


def _proven(monitoring: Monitoring, seeded: Seeded, client: Prometheus) -> PanelsProof:
    asker = Asker(client, seeded.now, parse_duration(monitoring.prometheus.interval))
    diagnostics = [*map(refused_rule, seeded.refused)]
    found: list[Shown] = []
    for dashboard in monitoring.dashboards:
        choices = Choices(dashboard, client, _seen(dashboard, seeded.now))
        empty = dict(_empty(dashboard, choices))
        diagnostics += empty.values()
        found += (
            shown(one, asker.answer(one, choices))
            for one in _questions(dashboard)
            # Where a variable cannot be filled in, what is asked with it means nothing.
            if empty.keys().isdisjoint(choices.relevant(one.query.expr))
        )
    diagnostics += (one.fault for one in found if one.fault is not None)
    panels = {(one.question.dashboard.name, one.question.panel.id) for one in found}
    return PanelsProof(
        diagnostics=tuple(diagnostics),
        shown=tuple(found),
        panels=len(panels),
        logs=_logs(monitoring),
        series=seeded.series,
        samples=seeded.samples,
        version=seeded.version,
    )


def _questions(dashboard: Dashboard) -> tuple[Question, ...]:
    return tuple(
        Question(dashboard=dashboard, panel=panel, query=query)
        for panel in dashboard.panels
        for query in panel.queries
        if not query.is_log
    )


def _logs(monitoring: Monitoring) -> int:
    return sum(
        query.is_log
        for dashboard in monitoring.dashboards
        for panel in dashboard.panels
        for query in panel.queries
    )


def _seen(dashboard: Dashboard, now: int) -> Steps:
    """Grafana looks values up for the time that is looked at."""
    return Steps(start=now - parse_duration(dashboard.range), end=now, step=1)


def _empty(dashboard: Dashboard, choices: Choices) -> Iterator[tuple[Variable, Diagnostic]]:
    """Variables that offer nothing while all above them are on All."""
    above: dict[str, str] = {}
    for variable in dashboard.variables:
        values, reason = _offered(variable, choices, above)
        if not values:
            yield variable, no_values(dashboard, variable, reason)
        above[variable.name] = chosen(values) if variable.is_hidden and values else ALL


def _offered(variable: Variable, choices: Choices, above: Values) -> tuple[tuple[str, ...], str]:
    try:
        return choices.offered(variable, above), ""
    except Refused as error:
        return (), error.reason or str(error)
