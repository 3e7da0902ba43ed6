"""Whether matchers of routes and inhibitions ask for something that exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.population import all_matchers
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.matchers import named, parse_matcher
from taskcenter_monitor.vocabulary.selectors import Matcher
from taskcenter_monitor.vocabulary.severities import SEVERITIES


def unknown_value(project: Project) -> Iterator[Finding]:
    """Alert names, severities, components, teams and services that no alert has."""
    vocabulary = _vocabulary(project)
    for text, place in all_matchers(project):
        matcher = parse_matcher(text)
        known = vocabulary.get(matcher.label)
        if known is None:
            continue
        for value in sorted(named(matcher) - set(known)):
            message = f"no alert has {matcher.label} {value!r}"
            yield Finding(place, message, nearest(value, known))
        if _is_vain(matcher, known):
            yield Finding(place, f"no {matcher.label} of an alert passes {text}")


def _vocabulary(project: Project) -> Mapping[str, Iterable[str]]:
    """Label to the values that alerts can have; those of alerts with faults of their own count."""
    return {
        "alertname": project.alerts.keys() | project.unreadable,
        "severity": SEVERITIES,
        "component": project.components.keys(),
        "team": project.service.value.teams.keys(),
        "service": (project.service.value.service,),
    }


def _is_vain(matcher: Matcher, known: Iterable[str]) -> bool:
    """Whether a pattern that cannot be listed fits none of the values."""
    if matcher.operator != "=~" or named(matcher):
        return False
    return not any(matcher.accepts(value) for value in known)


CHECKS: tuple[Check, ...] = (
    Check(
        id="matcher/unknown-value",
        why="A typo in a matcher sends alerts elsewhere, or mutes what should not be muted, and"
        " Alertmanager cannot know that it is one.",
        run=unknown_value,
    ),
)
