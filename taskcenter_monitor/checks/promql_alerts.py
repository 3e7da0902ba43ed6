"""Selectors of alerts ask for alerts that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from taskcenter_monitor.checks.alarms import severities
from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.expressions import Position
from taskcenter_monitor.checks.labels import series_labels
from taskcenter_monitor.checks.matcher import vocabulary
from taskcenter_monitor.checks.usage import expressions, usages
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import OF_RULES, SLO_LABELS, SLO_SERIES
from taskcenter_monitor.vocabulary.selectors import Matcher, Selector

_NAME = "alertname"
"""The label that says of a series that it stands for alerts."""
_SLO = "slo"
_ALERT = "alert"
_LABELS = (_NAME, "severity", "component", *SLO_LABELS)
_VARIABLE = re.compile(r"\$[A-Za-z_{]")


def unknown_alert(project: Project) -> Iterator[Finding]:
    """Names, severities and components that no alert has, in what is asked of alerts."""
    known = _known(project)
    carried = series_labels(project)
    for selector, origin in _selectors(project):
        if not (selector.metric in OF_RULES or _NAME in (carried(selector.metric) or ())):
            continue
        for matcher in selector.matchers:
            if matcher.label in known:
                yield from _of_matcher(matcher, known[matcher.label], origin, _ALERT)


def unknown_slo(project: Project) -> Iterator[Finding]:
    """SLOs that nobody wrote, in what is asked of the series which all of them record."""
    known = project.unreadable.union(project.slos)
    for selector, origin in _selectors(project):
        if selector.metric in SLO_SERIES:
            for matcher in selector.matched(_SLO):
                yield from _of_matcher(matcher, known, origin, "SLO")


def _of_matcher(
    matcher: Matcher, known: frozenset[str], where: _Place, noun: str
) -> Iterator[Finding]:
    label = matcher.label if noun == _ALERT else "name"
    value = matcher.value
    if _VARIABLE.search(value):
        return
    place, hint = where.of(matcher), nearest(value, known)
    if matcher.operator == "=~" and not any(map(matcher.accepts, known)):
        yield Finding(place, f"no {label} of an {noun} passes {matcher}", hint)
    elif matcher.operator == "=" and value not in known:
        yield Finding(place, f"no {noun} has the {label} {value!r}", hint)
    elif matcher.operator == "!=" and value and value not in known:
        message = f"no {noun} has the {label} {value!r}, so nothing is left out"
        yield Finding(place, message, hint)


def _known(project: Project) -> Mapping[str, frozenset[str]]:
    """Label to the values that alerts have."""
    known = {label: values for label, values in vocabulary(project).items() if label in _LABELS}
    if not (project.unreadable or project.incomplete):
        known["severity"] = frozenset().union(*severities(project).values())
    return known


class _Place:
    """Where a selector stands; in PromQL also where it begins."""

    def __init__(self, origin: Origin, text: str = "", position: Position = (1, 1, 1)) -> None:
        self._origin, self._text, self._position = origin, text, position

    def of(self, matcher: Matcher) -> Origin:
        """The place of a matcher's value: that of the selector, where it cannot be found."""
        if not self._text:
            return self._origin
        line, column, _ = self._position
        before = self._text.split("\n")[: line - 1]
        start = sum(len(one) + 1 for one in before) + column - 1
        written = rf"{matcher.label}\s*{matcher.operator}\s*[\"'`]({re.escape(matcher.value)})"
        found = re.compile(written).search(self._text, start)
        if found is None or not matcher.value:
            return self._origin.within(*self._position)
        value = found.start(1)
        line = self._text.count("\n", 0, value) + 1
        column = value - self._text.rfind("\n", 0, value)
        return self._origin.within(line, column, len(matcher.value))


def _selectors(project: Project) -> Iterator[tuple[Selector, _Place]]:
    """What signals, panels and variables ask for."""
    written = {entry.name for entry, _, _ in expressions(project)}
    for usage in usages(project):
        if usage.signal not in written:
            yield usage.selector, _Place(usage.origin)
    for _, expression, origin in expressions(project):
        for series in expression.series:
            yield series.selector, _Place(origin, expression.text, series.position)
    for dashboard in project.dashboards.values():
        for name, variable in dashboard.value.variables.items():
            yield variable.source, _Place(dashboard.origin.at("variables", name, "from"))


CHECKS = (
    Check(
        id="promql/unknown-alert",
        why="A misspelt alert is never there: what asks for it stays empty, as if all were well.",
        run=unknown_alert,
        needs=frozenset(("alerts",)),
    ),
    Check(
        id="promql/unknown-slo",
        why="A misspelt SLO has no budget: what asks for it stays empty, and looks untouched.",
        run=unknown_slo,
        needs=frozenset(("slos",)),
    ),
)
