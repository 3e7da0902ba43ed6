"""Every name leads to something, and everything that has a name is used."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.usage import (
    expressions,
    readers,
    recorded_series,
    shown,
    signals_read,
    usages,
)
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.dashboard_entries import is_own
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.panels import NamedQuery
from taskcenter_monitor.spec.project import Project


def unknown_signal(project: Project) -> Iterator[Finding]:
    """Alerts, SLOs, panels and scores that name a signal nobody wrote."""
    for name, place in _named_signals(project):
        yield from _unknown_signal(project, name, place)


def _named_signals(project: Project) -> Iterator[tuple[str, Origin]]:
    """Every name of a signal, with its place."""
    for alert in project.alerting:
        yield alert.value.signal, alert.origin.at("signal")
    for entry in project.signals.values():
        for path, name in entry.value.signals():
            yield name, entry.origin.at(*path)
    for name, queries in shown(project).items():
        for query in queries:
            is_named = isinstance(query.value, NamedQuery)
            yield name, query.origin.at("signal") if is_named else query.origin


def _unknown_signal(project: Project, name: str, place: Origin) -> Iterator[Finding]:
    if name not in project.signals and name not in project.unreadable:
        known = [signal for signal in project.signals if not is_own(signal)]
        hint = nearest(name, known) or "write it in signals.yaml"
        yield Finding(place, f"there is no signal {name!r}", hint)


def unknown_team(project: Project) -> Iterator[Finding]:
    """Alerts and SLOs that belong to a team nobody introduced."""
    teams = project.service.value.teams
    for alert in project.alerting:
        if alert.team not in teams:
            own = alert.value.team is not None
            place = alert.origin.at("team") if own else Origin(alert.origin.file, ("team",))
            hint = nearest(alert.team, list(teams)) or f"known are {', '.join(teams)}"
            yield Finding(place, f"service.yaml has no team {alert.team!r}", hint)


def unknown_component(project: Project) -> Iterator[Finding]:
    """Signals that are recorded in a rule group which does not exist."""
    known, unreadable = project.components, project.unreadable
    for entry in project.signals.values():
        component = entry.value.component
        if component is not None and component not in known and component not in unreadable:
            hint = nearest(component, list(known)) or f"known are {', '.join(known)}"
            message = f"there is no component {component!r}"
            yield Finding(entry.origin.at("component"), message, hint)


def unused_signal(project: Project) -> Iterator[Finding]:
    """Signals that no alert, panel, score or expression reads and no component records."""
    read_by_alerts = readers(project).keys()
    if project.unreadable or not read_by_alerts <= project.signals.keys():
        return  # A name with a typo in it may be meant for one of them.
    read = {read for _, read, _ in signals_read(project)} | read_by_alerts | shown(project).keys()
    read |= {slo.value.signal for slo in project.slos.values()}
    for name, entry in project.signals.items():
        if name not in read and entry.value.component is None:
            yield Finding(
                entry.origin.at_key(),
                f"nothing reads the signal {name!r}",
                "remove it, or give it to an alert or a panel",
            )


def unused_metric(project: Project) -> Iterator[Finding]:
    """Metrics of the catalogue that no signal reads."""
    broken = any(expression.tree is None for _, expression, _ in expressions(project))
    unknown = any(
        usage.found is None and ":" not in usage.selector.metric for usage in usages(project)
    )
    if project.unreadable or broken or unknown:
        return  # What cannot be read, or is misspelt, may be meant for one of them.
    read = {usage.found.entry.name for usage in usages(project) if usage.found is not None}
    for name, entry in project.catalogue.metrics.items():
        if name not in read:
            yield Finding(entry.origin.at_key(), f"no signal reads the metric {name!r}")


def series_clash(project: Project) -> Iterator[Finding]:
    """Two signals that record different values under one name."""
    for name, producers in recorded_series(project).items():
        first = producers[0]
        for other in producers[1:]:
            if other.meaning != first.meaning:
                origin = project.signals[other.signal].origin
                yield Finding(
                    origin.at_key(),
                    f"{name} is recorded by {first.signal!r} too, with another meaning",
                    "give one of them another `series` or window, or `record: false`",
                )


CHECKS = (
    Check(
        id="name/unknown-signal",
        why="An alert on a signal that does not exist would watch nothing.",
        run=unknown_signal,
        needs=frozenset(("signals",)),
    ),
    Check(
        id="name/unknown-team",
        why="Nobody is called for an alert whose team does not exist.",
        run=unknown_team,
        needs=frozenset(("service",)),
    ),
    Check(
        id="name/unknown-component",
        why="A signal is recorded by the rule group of its component; without one it has no value.",
        run=unknown_component,
        needs=frozenset(("signals",)),
    ),
    Check(
        id="name/unused-signal",
        why="A signal that nothing reads is often an alert that somebody forgot to write.",
        run=unused_signal,
        needs=frozenset(("alerts", "dashboards", "signals", "slos")),
        level=Level.WARNING,
    ),
    Check(
        id="name/unused-metric",
        why="What no signal reads can fail unseen; the catalogue promises that it is watched.",
        run=unused_metric,
        needs=frozenset(("dashboards", "metrics", "signals")),
        level=Level.WARNING,
    ),
    Check(
        id="name/series-clash",
        why="Two meanings under one recorded name mix their samples, and alerts read either.",
        run=series_clash,
    ),
)
