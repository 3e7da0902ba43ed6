"""Single panels: what they need, and what has no effect on them."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.results import units
from taskcenter_monitor.checks.usage import readers
from taskcenter_monitor.diagnostics import Level as Weight
from taskcenter_monitor.spec.dashboard_entries import PanelEntry, QueryEntry
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.units import Dimension, Unit

_WITHOUT_QUERIES = "alertlist"
_LOGS = "logs"
_LEVELLED = ("bargauge", "gauge", "stat", "timeseries")
_MOST_UNITS = 3
"""An axis on the left, one on the right, and one that is not drawn."""


def title(project: Project) -> Iterator[Finding]:
    """Panels without a title that is known from their signal."""
    for panel in panels(project):
        first = panel.queries[0] if panel.queries else None
        known = first is not None and len(panel.queries) == 1 and _has_title(first)
        if panel.value.title is None and not known:
            message = "the panel has no title, and no single signal that would give it one"
            yield Finding(panel.origin.at_key(), message, "write `title: {zh: ..., en: ...}`")


def _has_title(query: QueryEntry) -> bool:
    return bool(query.signal) and not query.is_own


def queries(project: Project) -> Iterator[Finding]:
    """Panels without queries, or with some that their type cannot show."""
    for panel in panels(project):
        kind = panel.value.type
        if kind == _WITHOUT_QUERIES and panel.queries:
            message = "a list of alerts asks for them itself"
            yield Finding(panel.queries[0].origin, message, "remove what it should ask for")
        elif kind != _WITHOUT_QUERIES and not (panel.value.signals or panel.value.queries):
            hint = "name `signals`, or write `queries`"
            yield Finding(panel.origin.at_key(), "the panel asks for nothing", hint)
        for query in panel.queries:
            if bool(query.logs) is not bool(panel.queries[0].logs):
                message = "signals and logs come from two data sources, and a panel has one"
                yield Finding(query.origin, message, "make two panels of it")
            elif kind == _LOGS and not query.logs:
                message = "a panel of logs shows lines, and a signal has only numbers"
                yield Finding(query.origin, message, "write `logs: '{...}'`")


def unit(project: Project) -> Iterator[Finding]:
    """More units than a panel has room for, or values of which nobody can tell what is all."""
    known = units(project)
    for panel in panels(project):
        found = [known[query.signal] for query in panel.queries if query.signal in known]
        dimensions = {one.dimension for one in found}
        if panel.value.type == "timeseries" and len(dimensions) > _MOST_UNITS:
            message = f"{len(dimensions)} kinds of units share this panel, and it has two axes"
            yield Finding(panel.origin.at_key(), message, "split it")
        if panel.value.type == "gauge" and dimensions - {Dimension.RATIO}:
            message = "a gauge shows a share of all, and this unit has no all"
            yield Finding(panel.origin.at("type"), message, "make it a stat")


def levels(project: Project) -> Iterator[Finding]:
    """Levels that an alert has already, that have another unit, or come in the wrong order."""
    known, alerted = units(project), readers(project)
    for panel in panels(project):
        if not panel.value.levels:
            continue
        origin = panel.origin.at("levels")
        told = [query.signal for query in panel.queries if query.signal in alerted]
        if told:
            alert = alerted[told[0]][0].name
            message = f"{alert} says already from where on this is bad"
            yield Finding(origin, message, "remove the levels")
        elif panel.queries and (main := known.get(panel.queries[0].signal)) is not None:
            yield from _fitting(panel, main)


def _fitting(panel: PanelEntry, main: Unit) -> Iterator[Finding]:
    found = [
        (severity, level.key, level.limit)
        for severity, level in panel.value.levels.items()
        if level.limit is not None
    ]
    for severity, key, limit in found:
        if limit.dimension is main.dimension is Dimension.RATIO and limit.base > 1:
            message = f"{limit.text} lies beyond all of it"
            place = panel.origin.at("levels", severity, key)
            yield Finding(place, message, "write 100% or less")
            return
        if limit.dimension is not main.dimension:
            message = f"{limit.text} does not fit the unit {main.name}"
            place = panel.origin.at("levels", severity, key)
            yield Finding(place, message, f"write it like {main.example}")
            return
    by_severity = {severity: (key, limit) for severity, key, limit in found}
    if {*by_severity} != {"critical", "warning"}:
        return
    key, critical = by_severity["critical"]
    _, warning = by_severity["warning"]
    beyond = critical.base > warning.base if key == "above" else critical.base < warning.base
    if by_severity["warning"][0] != key or not beyond:
        message = "critical must lie beyond warning, on the same side"
        yield Finding(panel.origin.at("levels", "critical", key), message)


def ignored_key(project: Project) -> Iterator[Finding]:
    """Keys without effect on a panel of this type."""
    for panel in panels(project):
        yield from _ignored_of_panel(panel)
        for query in panel.queries:
            if query.value.style == "dashed" and panel.value.type != "timeseries":
                message = "`style` has no effect here: only a timeseries has lines"
                yield Finding(query.origin.at_key("style"), message)
            if query.value.title is not None and panel.value.type == _LOGS:
                message = "`title` has no effect here: lines have no legend"
                yield Finding(query.origin.at_key("title"), message)


def _ignored_of_panel(panel: PanelEntry) -> Iterator[Finding]:
    kind, value = panel.value.type, panel.value
    if value.drawn != "lines" and kind != "timeseries":
        yield _ignored(panel, "drawn", "only a timeseries has lines")
    if value.levels and kind not in _LEVELLED:
        yield _ignored(panel, "levels", f"a {kind} is not coloured by its values")
    if value.step is not None and kind not in ("heatmap", "timeseries"):
        yield _ignored(panel, "step", f"a {kind} shows no course of time")
    if value.top is not None and any(query.logs for query in panel.queries):
        yield _ignored(panel, "top", "logs are not ranked")
    if value.decimals is not None and kind in (_LOGS, _WITHOUT_QUERIES):
        yield _ignored(panel, "decimals", f"a {kind} shows no numbers")


def _ignored(panel: PanelEntry, key: str, why: str) -> Finding:
    return Finding(panel.origin.at_key(key), f"`{key}` has no effect here: {why}")


def panels(project: Project) -> Iterator[PanelEntry]:
    """All panels of all dashboards."""
    for dashboard in project.dashboards.values():
        yield from dashboard.panels


CHECKS = (
    Check(
        id="panel/title",
        why="Grafana cannot edit a panel without a title, and people cannot speak of it.",
        run=title,
    ),
    Check(
        id="panel/queries",
        why="A panel that asks for nothing, or for what its type cannot show, stays empty.",
        run=queries,
        needs=frozenset(("dashboards",)),
    ),
    Check(
        id="panel/unit",
        why="Values of different units on one axis look comparable and are not.",
        run=unit,
    ),
    Check(
        id="panel/level",
        why="A threshold is written once, in the alert; a second one would soon differ from it.",
        run=levels,
    ),
    Check(
        id="panel/ignored-key",
        why="A key without effect makes people believe in something that does not happen.",
        run=ignored_key,
        level=Weight.WARNING,
    ),
)
