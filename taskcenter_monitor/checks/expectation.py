"""Whether expectations speak of what is there, and forget nobody."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.alarms import severities
from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.matcher import is_vain, unknown_in, vocabulary
from taskcenter_monitor.checks.population import known_labels
from taskcenter_monitor.checks.routing import told
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.routing import Expectation
from taskcenter_monitor.vocabulary.matchers import parse_matcher


def unknown(project: Project) -> Iterator[Finding]:
    """Alerts, receivers and label values in expectations that nobody wrote."""
    for place, row in _rows(project):
        yield from _unknown_alerts(project, place, row)
        yield from _unknown_receivers(project, place, row)
        yield from _unknown_values(project, place, row)


def forgotten(project: Project) -> Iterator[Finding]:
    """Receivers that alerts go to and no expectation names."""
    named = {name for _, row in _rows(project) for name in row.receivers or ()}
    if not named or project.unreadable or project.incomplete:
        return  # Without a table nobody is forgotten in it.
    origin = project.routing.origin.at("receivers")
    for receiver, example in told(project).items():
        if receiver in project.routing.value.receivers and receiver not in named:
            yield Finding(
                origin.at_key(receiver),
                f"no expectation names the receiver {receiver}, which is told of {example}",
                "add a row under `expect` that says which alerts it must be told of",
            )


def _rows(project: Project) -> Iterator[tuple[Origin, Expectation]]:
    origin = project.routing.origin.at("expect")
    for name, row in project.routing.value.expect.items():
        yield origin.at(name), row


def _unknown_alerts(project: Project, place: Origin, row: Expectation) -> Iterator[Finding]:
    known = vocabulary(project).get("alertname")
    if known is None:
        return
    named = [(row.alert, place.at("alert"))] if row.alert is not None else []
    named += [(name, place.at("muted_by", i)) for i, name in enumerate(row.muted_by or ())]
    for name, where in named:
        if name not in known:
            yield Finding(where, f"there is no alert {name!r}", nearest(name, sorted(known)))
    has = severities(project).get(row.alert or "")
    if "windows" in project.incomplete:
        return  # A window that could not be read may have it.
    if has and row.severity and row.severity not in has:
        message = f"{row.alert} has no severity {row.severity}"
        yield Finding(place.at("severity"), message, f"it has {', '.join(has)}")


def _unknown_receivers(project: Project, place: Origin, row: Expectation) -> Iterator[Finding]:
    known = project.routing.value.receivers
    for position, name in enumerate(row.receivers or ()):
        if name not in known:
            where = place.at("receivers", position)
            yield Finding(where, f"there is no receiver {name!r}", nearest(name, known))


def _unknown_values(project: Project, place: Origin, row: Expectation) -> Iterator[Finding]:
    labels = known_labels(project)
    for position, text in enumerate(row.matchers):
        matcher, where = parse_matcher(text), place.at("matchers", position)
        if labels is not None and matcher.label not in labels:
            hint = nearest(matcher.label, sorted(labels))
            yield Finding(where, f"no alert has the label {matcher.label!r}", hint)
        known = vocabulary(project).get(matcher.label, ())
        for value in unknown_in(project, matcher):
            message = f"no alert has {matcher.label} {value!r}"
            yield Finding(where, message, nearest(value, known))
        if is_vain(project, matcher):
            yield Finding(where, f"no {matcher.label} of an alert passes {text}")


CHECKS: tuple[Check, ...] = (
    Check(
        id="expectation/unknown",
        why="An expectation about an alert or a receiver that is not there holds nothing in place.",
        run=unknown,
        needs=frozenset(("routing",)),
    ),
    Check(
        id="expectation/forgotten",
        why="Whoever no expectation names may lose all alerts by a change of routing, and nobody"
        " would be told.",
        run=forgotten,
        level=Level.WARNING,
        needs=frozenset(("routing",)),
    ),
)
