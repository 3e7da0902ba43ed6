"""All alerts that can be sent, as routes and inhibitions see them.

Matchers look at few labels, so most alerts look the same to them. Those are taken together: the
checks then cost as much for ten thousand alerts as for thirty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from taskcenter_monitor.checks.alarms import Alarm, alarms
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.route_tree import all_routes
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.matchers import literals, named, parse_matcher
from taskcenter_monitor.vocabulary.selectors import Matcher

STATIC_LABELS = ("alertname", "severity", "component", "team", "service")
"""Labels that every alert has, whatever its expression yields."""
MONITORING = "monitoring"
"""The component of the alerts about the monitoring itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One severity of alerts that the matchers cannot tell apart; `alert` is one of them.

    `labels` is what `vocabulary.matchers.takes` reads: None is a value that is not known before
    the alert fires, "" a label that is missing. `carried` has the labels of the expression; none
    where the signal or its metric is not known, and then `labels` leaves every other one open.
    """

    alert: Alarm
    severity: str
    labels: Mapping[str, str | None]
    carried: frozenset[str]


@per_project
def population(project: Project) -> list[Kind]:
    """Every kind of alert that the routes and inhibitions can tell apart."""
    return kinds(project, (parse_matcher(text) for text, _ in all_matchers(project)))


@per_project
def known_labels(project: Project) -> frozenset[str] | None:
    """Every label that some alert can have; None where one may be missing from these."""
    own: set[str] = set()
    for labels, fixed in {(alarm.carried, alarm.fixed) for alarm in alarms(project)}:
        if labels is None:
            return None
        own.update(labels, dict(fixed))
    if project.unreadable or project.incomplete:
        return None
    external = project.service.value.external_labels
    return frozenset(STATIC_LABELS).union(external, _target_labels(project), own)


def kinds(project: Project, matchers: Iterable[Matcher]) -> list[Kind]:
    """Every kind of alert that these matchers can tell apart."""
    listed = list(matchers)
    names = _mentioned_names(listed)
    base = _base(project, {matcher.label for matcher in listed})
    lacking = [label for label in (*base, *_compared(project)) if not base.get(label, "")]
    unknown: dict[str, str | None] = dict.fromkeys(lacking)
    found: dict[tuple[object, ...], Kind] = {}
    for alert in alarms(project):
        name = alert.name if names is None or alert.name in names else ""
        same = (name, alert.all_severities, alert.component, alert.team, alert.carried, alert.fixed)
        for severity in alert.severities:
            key = (severity, same)
            if key not in found:
                own = unknown if alert.carried is None else dict.fromkeys(alert.carried)
                found[key] = Kind(
                    alert=alert,
                    severity=severity,
                    labels=base | own | _static(project, alert, severity),
                    carried=alert.carried or frozenset(),
                )
    return list(found.values())


def all_matchers(project: Project) -> Iterator[tuple[str, Origin]]:
    """All matchers of routes and inhibitions, with their places."""
    for placed in all_routes(project):
        for position, text in enumerate(placed.route.matchers):
            yield text, placed.origin.at("matchers", position)
    origin = project.routing.origin
    for name, inhibition in project.routing.value.inhibitions.items():
        for side, texts in (("source", inhibition.source), ("target", inhibition.target)):
            for position, text in enumerate(texts):
                yield text, origin.at("inhibitions", name, side, position)


def described(kind: Kind) -> str:
    """A kind of alert in words."""
    return (
        f"severity {kind.severity}, component {kind.alert.component}, team {kind.alert.team}"
        f" (such as {kind.alert.name})"
    )


def _mentioned_names(matchers: list[Matcher]) -> frozenset[str] | None:
    """The alert names that matchers spell out; None where one is a pattern, so all count."""
    mentioned: set[str] = set()
    for matcher in matchers:
        if matcher.label == "alertname":
            wanted = matcher.operator.replace("!", "=", 1).replace("==", "=")
            if literals(Matcher(matcher.label, wanted, matcher.value)) is None:
                return None
            mentioned |= named(matcher)
    return frozenset(mentioned)


def _base(project: Project, mentioned: set[str]) -> dict[str, str | None]:
    """Labels before the alert adds its own: missing ones, those of targets, those of everything."""
    labels: dict[str, str | None] = dict.fromkeys(mentioned, "")
    labels.update(dict.fromkeys(_target_labels(project)))
    labels.update(project.service.value.external_labels)
    return labels


def _target_labels(project: Project) -> Iterator[str]:
    for job in project.scrape.value.jobs.values():
        yield from job.labels


def _compared(project: Project) -> Iterator[str]:
    """The labels that inhibitions want to be equal."""
    for inhibition in project.routing.value.inhibitions.values():
        yield from inhibition.equal


def _static(project: Project, alert: Alarm, severity: str) -> dict[str, str]:
    return {
        **dict(alert.fixed),
        "alertname": alert.name,
        "severity": severity,
        "component": alert.component,
        "team": alert.team,
        "service": project.service.value.service,
    }
