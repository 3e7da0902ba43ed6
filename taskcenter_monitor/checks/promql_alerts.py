"""Selectors of alerts ask for alerts that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.expressions import Position
from taskcenter_monitor.checks.labels import series_labels
from taskcenter_monitor.checks.matcher import vocabulary
from taskcenter_monitor.checks.usage import expressions, usages
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.names import OF_RULES
from taskcenter_monitor.vocabulary.selectors import Matcher, Selector

_NAME = "alertname"
"""The label that says of a series that it stands for alerts."""
_LABELS = (_NAME, "severity", "component")
_VARIABLE = re.compile(r"\$[A-Za-z_{]")


def unknown_alert(project: Project) -> Iterator[Finding]:
    """Names, severities and components that no alert has, in what is asked of alerts."""
    known = _known(project)
    carried = series_labels(project)
    for selector, origin in _selectors(project):
        if not (selector.metric in OF_RULES or _NAME in (carried(selector.metric) or ())):
            continue
        for matcher in selector.matchers:
            if matcher.label in known and not _VARIABLE.search(matcher.value):
                yield from _of_matcher(matcher, known[matcher.label], origin.of(matcher))


def _of_matcher(matcher: Matcher, known: frozenset[str], place: Origin) -> Iterator[Finding]:
    label, value = matcher.label, matcher.value
    if matcher.operator == "=~" and not any(map(matcher.accepts, known)):
        yield Finding(place, f"no {label} of an alert passes {matcher}", nearest(value, known))
    elif matcher.operator == "=" and value not in known:
        yield Finding(place, f"no alert has the {label} {value!r}", nearest(value, known))
    elif matcher.operator == "!=" and value and value not in known:
        message = f"no alert has the {label} {value!r}, so nothing is left out"
        yield Finding(place, message, nearest(value, known))


def _known(project: Project) -> Mapping[str, frozenset[str]]:
    """Label to the values that alerts have."""
    known = {label: values for label, values in vocabulary(project).items() if label in _LABELS}
    if not project.unreadable:
        known["severity"] = frozenset(
            severity for alert in project.alerts.values() for severity in alert.value.thresholds
        )
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
)
