"""A dashboard as Grafana reads it: variables, annotations, links, rows and panels."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.emitters.documents import header
from taskcenter_monitor.emitters.grafana.classes import Board, Headline, Json
from taskcenter_monitor.emitters.grafana.panels import PROMETHEUS, panel
from taskcenter_monitor.ir.dashboards import Dashboard, Row, Variable
from taskcenter_monitor.vocabulary.macros import ALL
from taskcenter_monitor.vocabulary.names import DATA_SOURCE_UIDS

_HIDDEN = 2
_ON_TIME_RANGE = 2
"""Values are looked up anew when another time is looked at."""
_ALPHABETICAL = 1
_COLUMNS = 24
_FIRING = 'ALERTS{alertstate="firing", alertname!="Watchdog"}'


def board(dashboard: Dashboard) -> Json:
    """The dashboard as plain data."""
    made: Json = Board(
        title=dashboard.title,
        description=f"{dashboard.description} {header(dashboard.origin.file).removeprefix('# ')}",
        uid=dashboard.uid,
        tags=[dashboard.tag],
        refresh=dashboard.refresh,
        links=[_others(dashboard.tag)],
        annotations=[_annotation(dashboard.annotation)],
        looks_back=dashboard.range,
        variables=[*_sources(dashboard), *map(_variable, dashboard.variables)],
        panels=[part for row in dashboard.rows for part in _row(row, dashboard)],
    ).to_json_data()
    return made


def _row(row: Row, dashboard: Dashboard) -> Iterator[Headline]:
    grid = {"h": 1, "w": _COLUMNS, "x": 0, "y": row.y}
    yield Headline(id=row.id, title=row.title, gridPos=grid)
    for one in row.panels:
        yield panel(one, dashboard)


def _others(tag: str) -> Json:
    """Links to all dashboards of the service, which keep the time and what was chosen."""
    return {
        "asDropdown": False,
        "icon": "external link",
        "includeVars": True,
        "keepTime": True,
        "tags": [tag],
        "targetBlank": False,
        "title": "",
        "tooltip": "",
        "type": "dashboards",
        "url": "",
    }


def _annotation(title: str) -> Json:
    """Firing alerts, marked in every panel."""
    return {
        "datasource": PROMETHEUS,
        "enable": True,
        "iconColor": "red",
        "name": title,
        "tagKeys": "severity,component",
        "target": {"expr": _FIRING, "interval": "60s", "refId": "Annotation"},
        "textFormat": "{{severity}} {{instance}}",
        "titleFormat": "{{alertname}}",
    }


def _sources(dashboard: Dashboard) -> Iterator[Json]:
    """Data sources come first: what follows is asked of them."""
    yield _source("prometheus", "Prometheus")
    if any(query.is_log for one in dashboard.panels for query in one.queries):
        yield _source("loki", "Loki")


def _source(kind: str, title: str) -> Json:
    return {
        "current": {"selected": True, "text": title, "value": DATA_SOURCE_UIDS[kind]},
        "hide": 0,
        "includeAll": False,
        "label": f"{title} data source",
        "multi": False,
        "name": f"{kind}_datasource",
        "options": [],
        "query": kind,
        "refresh": 1,
        "regex": "",
        "skipUrlSync": False,
        "type": "datasource",
    }


def _variable(variable: Variable) -> Json:
    query = f"label_values({variable.selector}, {variable.label})"
    written: Json = {
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
        "datasource": PROMETHEUS,
        "definition": query,
        "hide": _HIDDEN if variable.is_hidden else 0,
        "includeAll": True,
        "label": variable.title,
        "multi": True,
        "name": variable.name,
        "options": [],
        "query": query,
        "refresh": _ON_TIME_RANGE,
        "regex": "",
        "skipUrlSync": variable.is_hidden,
        "sort": _ALPHABETICAL,
        "type": "query",
    }
    # A hidden one follows from those above it, so all of it is exactly what they leave.
    return written if variable.is_hidden else {**written, "allValue": ALL}
