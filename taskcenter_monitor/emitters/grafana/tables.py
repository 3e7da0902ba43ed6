"""Tables: a row for each set of labels, a column for each label and each query."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.emitters.grafana.fields import SEVERITY_COLOURS
from taskcenter_monitor.emitters.grafana.library import Json
from taskcenter_monitor.emitters.grafana.units import grafana_unit
from taskcenter_monitor.ir.dashboards import Panel, Query
from taskcenter_monitor.vocabulary.names import DASHBOARD_UIDS

_WIDE = 320
"""Pixels that the name of an alert needs."""
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


def overrides(panel: Panel, runbooks: str) -> Iterator[Json]:
    """Units of the value columns; an alert leads to its runbook, an instance to its overview."""
    for query in panel.queries:
        yield _on(_column(panel, query), {"id": "unit", "value": grafana_unit(query)})
    labels = {label for query in panel.queries for label in query.labels}
    if "alertname" in labels:
        yield _on(
            "alertname",
            {"id": "custom.width", "value": _WIDE},
            _link("Runbook", f"{runbooks}/{_VALUE}.md"),
        )
    if "instance" in labels:
        overview = f"/d/{DASHBOARD_UIDS['overview']}?var-instance={_VALUE}&{_TIME}"
        yield _on("instance", _link("Overview", overview))
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


def _link(title: str, url: str) -> Json:
    return {"id": "links", "value": [{"targetBlank": True, "title": title, "url": url}]}


def _on(column: str, *properties: Json) -> Json:
    return {"matcher": {"id": "byName", "options": column}, "properties": [*properties]}
