"""A dashboard with every kind of panel, sound in every respect, and what it may speak of."""

from __future__ import annotations

import json
from typing import Any

from taskcenter_monitor.verifiers.dashboards import Known

Json = dict[str, Any]

TARGET = frozenset({"job", "instance"})
KNOWN = Known(
    metrics={
        "up": TARGET,
        "jobs_total": TARGET | {"status"},
        "jobs_running": TARGET | {"queue"},
        "latency_seconds_bucket": TARGET | {"le", "status"},
        "latency_seconds_count": TARGET | {"status"},
        "latency_seconds_sum": TARGET | {"status"},
    },
    counters=frozenset(
        {
            "jobs_total",
            "latency_seconds_bucket",
            "latency_seconds_count",
            "latency_seconds_sum",
        }
    ),
    recorded={
        "job:jobs:rate5m": frozenset({"job"}),
        "ALERTS": frozenset({"alertname", "alertstate", "severity"}),
    },
    thresholds={("sample", 3): frozenset({0.5, 0.9})},
    windows={("sample", 2): frozenset({1800.0})},
)
PROMETHEUS = {"type": "prometheus", "uid": "${prometheus_datasource}"}
LOKI = {"type": "loki", "uid": "${loki_datasource}"}
CHOSEN = 'job=~"$job", instance=~"$instance"'
LEGEND = {"calcs": ["lastNotNull"], "displayMode": "list", "placement": "bottom"}
REDUCE = {"calcs": ["lastNotNull"], "fields": "", "values": False}


def ranged(ref: str, expr: str, legend: str) -> Json:
    """A query of a curve."""
    query = {"datasource": PROMETHEUS, "expr": expr, "legendFormat": legend, "refId": ref}
    return {**query, "format": "time_series", "instant": False, "range": True}


def instant(ref: str, expr: str, legend: str) -> Json:
    """A query of one moment."""
    return {**ranged(ref, expr, legend), "instant": True, "range": False}


def table(ref: str, expr: str) -> Json:
    """A query of rows."""
    return {**instant(ref, expr, ""), "format": "table"}


def logs(expr: str) -> Json:
    """A query of Loki."""
    return {"datasource": LOKI, "expr": expr, "queryType": "range", "refId": "A"}


def limits(*values: float) -> Json:
    """Thresholds that rise."""
    colours = ["green", "orange", "red"]
    steps: list[Json] = [{"color": "green", "value": None}]
    steps += [{"color": colours[at + 1], "value": value} for at, value in enumerate(values)]
    return {"mode": "absolute", "steps": steps}


def panel(number: int, kind: str, place: tuple[int, int, int, int], **more: Any) -> Json:
    """A panel at x, y, w, h."""
    x, y, w, h = place
    sound: Json = {
        "datasource": PROMETHEUS,
        "description": f"What {kind} {number} means.",
        "fieldConfig": {"defaults": {"unit": "short"}, "overrides": []},
        "gridPos": {"h": h, "w": w, "x": x, "y": y},
        "id": number,
        "options": {},
        "title": f"{kind} {number}",
        "type": kind,
    }
    return {**sound, **more}


def row(number: int, y: int) -> Json:
    """The headline of a row."""
    place = {"h": 1, "w": 24, "x": 0, "y": y}
    head = {"collapsed": False, "gridPos": place, "id": number, "panels": []}
    return {**head, "title": f"Row {number}", "type": "row"}


def fields(*overrides: Json, **defaults: Any) -> Json:
    """A fieldConfig."""
    return {"defaults": {"unit": "short", **defaults}, "overrides": list(overrides)}


def override(name: str, **values: Any) -> Json:
    """An override of the field of a name; `_` in keys stands for a dot."""
    properties = [{"id": key.replace("_", "."), "value": value} for key, value in values.items()]
    return {"matcher": {"id": "byName", "options": name}, "properties": properties}


def curves() -> list[Json]:
    """Panels of the first row."""
    quantile = "histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{%s}[%s])))"
    return [
        panel(
            2,
            "timeseries",
            (0, 1, 12, 8),
            fieldConfig=fields(
                override("all", custom_lineStyle={"dash": [8, 4], "fill": "dash"}, unit="reqps"),
                unit="reqps",
                color={"mode": "palette-classic"},
                custom={"drawStyle": "line", "lineWidth": 1, "spanNulls": False},
                min=0,
            ),
            options={"legend": LEGEND, "tooltip": {"mode": "multi", "sort": "desc"}},
            targets=[
                ranged("A", "sum by (status) (rate(jobs_total[$__rate_interval]))", "{{status}}"),
                ranged("B", f"sum(rate(jobs_total{{{CHOSEN}}}[30m]))", "all"),
            ],
        ),
        panel(
            3,
            "timeseries",
            (12, 1, 12, 8),
            fieldConfig=fields(
                unit="s",
                min=0,
                thresholds=limits(0.5, 0.9),
                custom={"thresholdsStyle": {"mode": "line"}},
            ),
            options={"legend": LEGEND, "tooltip": {"mode": "multi", "sort": "desc"}},
            targets=[
                {**ranged("A", quantile % (CHOSEN, "$__rate_interval"), "P95"), "exemplar": True}
            ],
        ),
    ]


def numbers() -> list[Json]:
    """Panels that show one moment."""
    down = {"0": {"color": "red", "index": 0, "text": "DOWN"}, "1": {"index": 1, "text": "UP"}}
    return [
        panel(
            4,
            "stat",
            (0, 9, 6, 4),
            fieldConfig=fields(
                unit="none",
                noValue="0",
                mappings=[
                    {"type": "value", "options": down},
                    {"type": "special", "options": {"match": "null", "result": {"text": "?"}}},
                    {
                        "type": "range",
                        "options": {"from": None, "to": -1, "result": {"text": "-"}},
                    },
                ],
                thresholds=limits(1),
            ),
            options={"colorMode": "background", "graphMode": "none", "reduceOptions": REDUCE},
            targets=[instant("A", f"up{{{CHOSEN}}}", "{{job}} {{instance}}")],
        ),
        panel(
            5,
            "gauge",
            (6, 9, 6, 4),
            fieldConfig=fields(unit="percent", min=0, max=100, thresholds=limits(80, 95)),
            options={"reduceOptions": REDUCE, "showThresholdMarkers": True},
            targets=[instant("A", "max(job:jobs:rate5m)", "busiest")],
        ),
        panel(
            6,
            "bargauge",
            (12, 9, 6, 4),
            fieldConfig=fields(thresholds=limits(10)),
            options={"displayMode": "gradient", "reduceOptions": REDUCE},
            targets=[instant("A", "job:jobs:rate5m", "{{job}}")],
        ),
        panel(
            7,
            "piechart",
            (18, 9, 6, 4),
            options={"legend": {**LEGEND, "values": ["value"]}, "reduceOptions": REDUCE},
            targets=[instant("A", "sum by (queue) (jobs_running)", "{{queue}}")],
        ),
        panel(
            8,
            "barchart",
            (0, 13, 12, 8),
            options={"legend": LEGEND, "orientation": "auto", "showValue": "auto"},
            targets=[instant("A", "sum by (queue) (jobs_running)", "{{queue}}")],
        ),
        panel(
            9,
            "table",
            (12, 13, 12, 8),
            fieldConfig=fields(
                override("Running", unit="short", custom_cellOptions={"type": "color-text"}),
                override("queue", links=[{"title": "Overview", "url": "/d/sample?var-job=x"}]),
                custom={"align": "auto", "cellOptions": {"type": "auto"}},
            ),
            options={"showHeader": True, "sortBy": [{"desc": True, "displayName": "Running"}]},
            targets=[
                table("A", "sum by (queue) (jobs_running)"),
                table("B", "max by (queue) (jobs_running)"),
            ],
            transformations=[
                {"id": "merge", "options": {}},
                {
                    "id": "organize",
                    "options": {
                        "excludeByName": {"Time": True},
                        "renameByName": {"Value #A": "Running"},
                    },
                },
            ],
        ),
    ]


def distributions() -> list[Json]:
    """Panels of the second row."""
    buckets = "sum by (le) (increase(latency_seconds_bucket[$__rate_interval]))"
    timeline = {"legend": LEGEND, "showValue": "auto", "tooltip": {"mode": "single"}}
    lines = '{service="x"} | json | level="error"'
    return [
        panel(
            11,
            "heatmap",
            (0, 22, 12, 8),
            options={"calculate": False, "yAxis": {"unit": "s"}, "cellGap": 1},
            targets=[{**ranged("A", buckets, "{{le}}"), "format": "heatmap"}],
        ),
        panel(
            12,
            "histogram",
            (12, 22, 12, 4),
            options={"legend": LEGEND, "combine": True},
            targets=[ranged("A", "jobs_running", "{{job}} {{instance}} {{queue}}")],
        ),
        panel(
            13,
            "state-timeline",
            (12, 26, 6, 4),
            options={**timeline, "mergeValues": True},
            targets=[ranged("A", "min by (job) (up)", "{{job}}")],
        ),
        panel(
            14,
            "status-history",
            (18, 26, 6, 4),
            options=timeline,
            targets=[
                ranged("A", 'count by (severity) (ALERTS{alertstate="firing"})', "{{severity}}")
            ],
        ),
        panel(
            15,
            "timeseries",
            (0, 30, 6, 8),
            datasource=LOKI,
            options={"legend": LEGEND},
            targets=[
                {
                    **logs(f"sum by (level) (count_over_time({lines} [$__auto]))"),
                    "legendFormat": "{{level}}",
                }
            ],
        ),
        panel(
            16,
            "logs",
            (6, 30, 6, 8),
            datasource=LOKI,
            options={"showTime": True, "sortOrder": "Descending"},
            targets=[logs(lines)],
        ),
        panel(17, "text", (12, 30, 6, 8), options={"content": "Hello.", "mode": "markdown"}),
        panel(
            18,
            "alertlist",
            (18, 30, 6, 8),
            options={"maxItems": 20, "stateFilter": {"firing": True}, "viewMode": "list"},
        ),
    ]


def source(name: str, label: str) -> Json:
    """A variable that chooses a data source."""
    current = {"text": label, "value": f"tc-{name}"}
    chosen = {"current": current, "label": f"{label} data source", "query": name}
    return {**chosen, "name": f"{name}_datasource", "type": "datasource"}


def choice(name: str, query: str) -> Json:
    """A variable of many values."""
    return {
        "allValue": ".+",
        "current": {"text": ["All"], "value": ["$__all"]},
        "datasource": PROMETHEUS,
        "includeAll": True,
        "label": name.capitalize(),
        "multi": True,
        "name": name,
        "query": query,
        "refresh": 2,
        "type": "query",
    }


def sample() -> Json:
    """The dashboard, made anew; no two places of it share an object."""
    made: Json = json.loads(json.dumps(_board()))
    return made


def _board() -> Json:
    return {
        "annotations": {
            "list": [
                {
                    "datasource": PROMETHEUS,
                    "enable": True,
                    "iconColor": "red",
                    "name": "Firing alerts",
                    "target": {"expr": 'ALERTS{alertstate="firing"}', "refId": "Anno"},
                    "titleFormat": "{{alertname}}",
                }
            ]
        },
        "editable": False,
        "graphTooltip": 1,
        "links": [
            {
                "includeVars": True,
                "keepTime": True,
                "tags": ["task-center"],
                "title": "Task Center",
                "type": "dashboards",
            }
        ],
        "panels": [row(1, 0), *curves(), *numbers(), row(10, 21), *distributions()],
        "refresh": "30s",
        "schemaVersion": 39,
        "tags": ["task-center"],
        "templating": {
            "list": [
                source("prometheus", "Prometheus"),
                source("loki", "Loki"),
                choice("job", "label_values(up, job)"),
                choice("instance", 'label_values(up{job=~"$job"}, instance)'),
            ]
        },
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "title": "Sample",
        "uid": "sample",
    }
