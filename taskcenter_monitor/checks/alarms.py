"""All alerts that there are, whoever wrote them: people one by one, or an SLO several at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.promises import counted
from taskcenter_monitor.checks.results import carried
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.slos import COMPONENT, SloEntry


class Alarm(NamedTuple):
    """What routes and inhibitions see of an alert.

    `severities` are those with these labels; `all_severities` have the name in common. `carried`
    has the labels of the expression, None where its signal or its metric is not known. `fixed`
    are labels that its rules add to those of every alert. `place` is where a severity stands.
    """

    name: str
    component: str
    team: str
    severities: tuple[str, ...]
    all_severities: tuple[str, ...]
    carried: frozenset[str] | None
    fixed: tuple[tuple[str, str], ...]
    place: Callable[[str], Origin]


@per_project
def alarms(project: Project) -> tuple[Alarm, ...]:
    """Every alert: those of people, then those of SLOs, for each window and, mostly, no data."""
    of_signal = carried(project)
    of_people = (_of_people(alert, of_signal) for alert in project.alerts.values())
    of_slos = (alarm for slo in project.slos.values() for alarm in _of_slo(project, slo))
    return (*of_people, *of_slos)


@per_project
def severities(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The name of an alert to its severities."""
    return {alarm.name: alarm.all_severities for alarm in alarms(project)}


def _of_people(alert: AlertEntry, of_signal: Mapping[str, frozenset[str]]) -> Alarm:
    severities = tuple(alert.value.thresholds)
    return Alarm(
        name=alert.name,
        component=alert.component,
        team=alert.team,
        severities=severities,
        all_severities=severities,
        carried=of_signal.get(alert.value.signal),
        fixed=(),
        place=alert.origin.at_key,
    )


def _of_slo(project: Project, slo: SloEntry) -> Iterator[Alarm]:
    burning = tuple(dict.fromkeys(window.value.severity for window in slo.windows))
    own = ("slo", slo.name)
    for window in slo.windows:
        yield Alarm(
            name=slo.burning,
            component=COMPONENT,
            team=slo.team,
            severities=(window.value.severity,),
            all_severities=burning,
            carried=frozenset(slo.value.by),
            fixed=(own, ("window", window.value.long)),
            place=_always(window.origin.at("severity")),
        )
    events = counted(project).get(slo.name)
    if slo.missing and (events is None or events.source):
        severity = project.no_data.severity
        yield Alarm(
            name=slo.missing,
            component=COMPONENT,
            team=slo.team,
            severities=(severity,),
            all_severities=(severity,),
            carried=frozenset(),
            fixed=(own,),
            place=_always(slo.origin.at("alert")),
        )


def _always(place: Origin) -> Callable[[str], Origin]:
    return lambda _: place
