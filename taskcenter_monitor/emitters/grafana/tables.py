"""Tables: a row for each set of labels, a column for each label and each query."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.emitters.grafana.classes import Json
from taskcenter_monitor.emitters.grafana.fields import SEVERITY_COLOURS
from taskcenter_monitor.emitters.grafana.units import grafana_unit
from taskcenter_monitor.ir.dashboards import Dashboard, Panel, Query
from taskcenter_monitor.vocabulary.names import DASHBOARD_UIDS

_WIDE = 320
"""Pixels that the name of an alert needs."""
_WORDS = {
    "zh": ("处理手册", "抓取状态", "API和worker的总览"),
    "en": ("Runbook", "Scrape state", "Overview of API and worker"),
}
"""What links are called: the runbook, the target, the overview."""
_TIME = "${__url_time_range}"
_VALUE = "${__value.raw}"


def options(panel: Panel) -> Json:
    """Sorted by the first value, the largest on top."""
    by = {"desc": True, "displayName": _column(panel, panel.queries[0])}
    footer = {"countRows": False, "reducer": ["sum"], "show": False}
    return {"cellHeight": "sm", "footer": footer, "showHeader": True, "sortBy": [by]}


def transformations(panel: Panel) -> Iterator[Json]:
    """All answers in one table, without the time, the values named by their query."""
    if len(panel.queries) > 1:
        yield {"id": "merge", "options": {}}
    labels = [*dict.fromkeys(label for query in panel.queries for label in query.labels)]
    names = {_field(panel, query): _column(panel, query) for query in panel.queries}
    order = {name: number for number, name in enumerate([*labels, *names])}
    yield {
        "id": "organize",
        "options": {
            "excludeByName": {"Time": True},
            "includeByName": {},
            "indexByName": order,
            "renameByName": names,
        },
    }


def overrides(panel: Panel, dashboard: Dashboard) -> Iterator[Json]:
    """Units of the value columns; an alert leads to its runbook, an instance to what it tells."""
    words = _WORDS[dashboard.language]
    for query in panel.queries:
        yield _on(_column(panel, query), {"id": "unit", "value": grafana_unit(query)})
    labels = {label for query in panel.queries for label in query.labels}
    if "alertname" in labels:
        yield _on(
            "alertname",
            {"id": "custom.width", "value": _WIDE},
            _links((words[0], f"{dashboard.runbooks}/{_VALUE}.md")),
        )
    if "instance" in labels:
        # Every instance is a target of Prometheus, and those of the service have an overview.
        target = f"{dashboard.prometheus}/targets?search={_VALUE}"
        overview = f"/d/{DASHBOARD_UIDS['overview']}?var-instance={_VALUE}&{_TIME}"
        yield _on("instance", _links((words[1], target), (words[2], overview)))
    if "severity" in labels:
        colours = {
            severity: {"color": colour, "index": number}
            for number, (severity, colour) in enumerate(SEVERITY_COLOURS.items())
        }
        yield _on(
            "severity",
            {"id": "mappings", "value": [{"options": colours, "type": "value"}]},
            {"id": "custom.cellOptions", "value": {"type": "color-text"}},
        )


def _field(panel: Panel, query: Query) -> str:
    """What Grafana calls the values of a query."""
    return f"Value #{query.ref}" if len(panel.queries) > 1 else "Value"


def _column(panel: Panel, query: Query) -> str:
    return query.title or panel.title


def _links(*links: tuple[str, str]) -> Json:
    """Titles and addresses that a cell leads to."""
    written = [{"targetBlank": True, "title": title, "url": url} for title, url in links]
    return {"id": "links", "value": written}


def _on(column: str, *properties: Json) -> Json:
    return {"matcher": {"id": "byName", "options": column}, "properties": [*properties]}
