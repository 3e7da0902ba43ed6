"""Whether matchers of routes and inhibitions ask for something that exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taskcenter_monitor.checks.alarms import alarms, severities
from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.population import all_matchers, known_labels
from taskcenter_monitor.checks.route_tree import all_routes
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import COMPONENT
from taskcenter_monitor.vocabulary.matchers import named, parse_matcher
from taskcenter_monitor.vocabulary.selectors import Matcher
from taskcenter_monitor.vocabulary.severities import SEVERITIES


def unknown_value(project: Project) -> Iterator[Finding]:
    """Alert names, severities, components, teams and services that no alert has."""
    for text, place in all_matchers(project):
        matcher = parse_matcher(text)
        known = vocabulary(project).get(matcher.label, ())
        for value in unknown_in(project, matcher):
            message = f"no alert has {matcher.label} {value!r}"
            yield Finding(place, message, nearest(value, known))
        if is_vain(project, matcher):
            yield Finding(place, f"no {matcher.label} of an alert passes {text}")


def unknown_label(project: Project) -> Iterator[Finding]:
    """Labels that no alert has, in matchers, in `equal` and in `group_by`."""
    known = known_labels(project)
    if known is None:
        return
    for label, place in _labels(project):
        if label not in known:
            hint = nearest(label, sorted(known)) or f"alerts have {', '.join(sorted(known))}"
            yield Finding(place, f"no alert has the label {label!r}", hint)


def _labels(project: Project) -> Iterator[tuple[str, Origin]]:
    """Every label that routing names, with its place."""
    for text, place in all_matchers(project):
        yield parse_matcher(text).label, place
    routing, origin = project.routing.value, project.routing.origin
    for name, inhibition in routing.inhibitions.items():
        for position, label in enumerate(inhibition.equal):
            yield label, origin.at("inhibitions", name, "equal", position)
    for position, label in enumerate(routing.root.group_by):
        yield label, origin.at("root", "group_by", position)
    for placed in all_routes(project):
        for position, label in enumerate(placed.route.group_by or ()):
            yield label, placed.origin.at("group_by", position)


@per_project
def vocabulary(project: Project) -> Mapping[str, frozenset[str]]:
    """Label to the values that alerts can have; those of alerts with faults of their own count.

    Labels are left out of which some values may stand in a file that could not be read.
    """
    own = (COMPONENT,) if project.slos else ()
    known = {
        "severity": frozenset(SEVERITIES),
        "service": frozenset((project.service.value.service,)),
        **_of_slos(project),
    }
    if project.incomplete.isdisjoint(("alerts", "slos")):
        # Those of an SLO do not depend on its windows, which may be missing.
        promised = (slo.burning for slo in project.slos.values())
        known["alertname"] = project.unreadable.union(severities(project), promised)
    if "signals" not in project.incomplete:
        known["component"] = project.unreadable.union(project.components, own)
    if "service" not in project.incomplete:
        known["team"] = frozenset(project.service.value.teams)
    return known


def _of_slos(project: Project) -> Mapping[str, frozenset[str]]:
    """The labels of SLOs; without one that series have as well, with any value."""
    if not project.incomplete.isdisjoint(("slos", "windows")):
        return {}
    is_whole = COMPONENT not in project.unreadable
    others = frozenset[str]().union(*(alarm.carried or () for alarm in alarms(project)))
    windows = (one.value.long for slo in project.slos.values() for one in slo.windows)
    known = {"slo": frozenset(project.slos), "window": frozenset(windows)}
    return {
        label: project.unreadable | values
        for label, values in known.items()
        if values and label not in others and (is_whole or label == "slo")
    }


def unknown_in(project: Project, matcher: Matcher) -> list[str]:
    """The values that a matcher spells out and no alert can have."""
    known = vocabulary(project).get(matcher.label)
    return sorted(named(matcher) - known) if known is not None else []


def is_vain(project: Project, matcher: Matcher) -> bool:
    """Whether a pattern that cannot be listed fits none of the values."""
    known = vocabulary(project).get(matcher.label)
    if known is None or matcher.operator != "=~" or named(matcher):
        return False
    return not any(map(matcher.accepts, known))


CHECKS: tuple[Check, ...] = (
    Check(
        id="matcher/unknown-value",
        why="A typo in a matcher sends alerts elsewhere, or mutes what should not be muted, and"
        " Alertmanager cannot know that it is one.",
        run=unknown_value,
    ),
    Check(
        id="matcher/unknown-label",
        why="Labels that both sides lack are equal, and a matcher on one takes nothing or"
        " everything: a typo, or an external label that is gone, mutes what it should not.",
        run=unknown_label,
    ),
)
