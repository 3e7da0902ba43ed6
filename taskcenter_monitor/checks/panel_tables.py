"""Tables: queries that share their rows, and columns that are told apart."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.panel import panels
from taskcenter_monitor.checks.results import carried
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.base import Text
from taskcenter_monitor.spec.dashboard_entries import PanelEntry, QueryEntry
from taskcenter_monitor.spec.panels import NamedQuery
from taskcenter_monitor.spec.project import Project

_TIME = "Time"
_VALUE = "Value"
"""What Grafana itself calls columns: `Value`, or `Value #A` where there are several."""


def table(project: Project) -> Iterator[Finding]:
    """Tables whose rows would stand twice, or whose columns are called like others."""
    for panel in panels(project):
        if panel.value.type == "table":
            yield from _rows(project, panel)
            yield from _columns(project, panel)


def _rows(project: Project, panel: PanelEntry) -> Iterator[Finding]:
    known = [(query, _labels(project, query)) for query in panel.queries]
    first = known[0][1] if known else None
    for query, labels in known[1:]:
        if labels is not None and first is not None and labels != first:
            message = f"its rows have {_listed(labels)}, those of the first query {_listed(first)}"
            yield Finding(query.origin, message, "sum all of them by the same labels")


def _columns(project: Project, panel: PanelEntry) -> Iterator[Finding]:
    labels = frozenset[str]().union(
        *(_labels(project, query) or () for query in panel.queries),
    )
    for query in panel.queries:
        if query.signal and query.signal not in project.signals:
            continue
        title, origin = _title(project, panel, query)
        if title is None:
            message = "a table of several queries has a column for each, and this one has no name"
            yield Finding(query.origin, message, "give it a `title`")
            continue
        for language, words in (("zh", title.zh), ("en", title.en)):
            if words in labels or words == _TIME or words.startswith(_VALUE):
                what = "a label" if words in labels else "a column of Grafana's own"
                message = f"the column {words!r} is called like {what}"
                yield Finding(origin.at(language), message, "give it another `title`")


def _title(project: Project, panel: PanelEntry, query: QueryEntry) -> tuple[Text | None, Origin]:
    """What a query's column is called, and where that stands; None where nothing says it."""
    if query.value.title is not None:
        return query.value.title, query.origin.at("title")
    if len(panel.queries) == 1 and panel.value.title is not None:
        return panel.value.title, panel.origin.at("title")
    entry = project.signals.get(query.signal) if not query.is_own else None
    return (entry.value.title if entry is not None else None), query.origin


def _labels(project: Project, query: QueryEntry) -> frozenset[str] | None:
    """The columns of a query besides its values; None where they are not known."""
    if isinstance(query.value, NamedQuery) and query.value.by is not None:
        return frozenset(query.value.by) - {"le"}
    labels = carried(project).get(query.signal)
    return labels - {"le"} if labels is not None else None


def _listed(labels: frozenset[str]) -> str:
    return f"the labels {', '.join(sorted(labels))}" if labels else "no label"


CHECKS = (
    Check(
        id="panel/table",
        why="Answers of different labels do not meet in one row, and a column that is called like "
        "another takes its unit and its links.",
        run=table,
    ),
)
