"""Panels by their type: options, queries and transformations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from taskcenter_monitor.emitters.grafana import tables
from taskcenter_monitor.emitters.grafana.fields import defaults, overrides, threshold_style
from taskcenter_monitor.emitters.grafana.library import Json, Loki, Prom, Viz
from taskcenter_monitor.emitters.grafana.units import bucket_unit, full_scale
from taskcenter_monitor.ir.dashboards import Dashboard, Panel, Query

PROMETHEUS: Json = {"type": "prometheus", "uid": "${prometheus_datasource}"}
LOKI: Json = {"type": "loki", "uid": "${loki_datasource}"}

_LAST: Json = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_TOOLTIP: Json = {"mode": "multi", "sort": "desc"}
_FILLED = {"stacked": 40, "bars": 80}
_BELOW_A_LINE = 10
_NEAR_ALL = 0.9
"""Where the axis of a success rate begins, unless the rate falls below: a ripple stays a ripple."""
_WHOLE_SERIES: list[Json] = [
    {"id": "reduce", "options": {"mode": "seriesToRows", "reducers": ["lastNotNull"]}}
]
"""A bar for each series: its name in one column, its last value in the other."""


def panel(one: Panel, dashboard: Dashboard) -> Viz:
    """The panel, ready for a dashboard."""
    place = one.position
    source = LOKI if one.queries and all(query.is_log for query in one.queries) else PROMETHEUS
    look = {**defaults(one), **_custom(one)}
    return Viz(
        kind=one.kind,
        id=one.id,
        title=one.title,
        description=one.description,
        dataSource=source,
        gridPos={"h": place.height, "w": place.width, "x": place.x, "y": place.y},
        interval=one.step or None,
        targets=[_target(one, query) for query in one.queries],
        options=_OPTIONS[one.kind](one),
        defaults=look,
        overrides=[*_overrides(one, dashboard)],
        transformations=_transformations(one),
        links=[{"targetBlank": True, "title": link.title, "url": link.url} for link in one.links],
    )


def legend(query: Query) -> str:
    """What a series is called: the title of its query, then the labels that tell it apart."""
    # An instance has one job, and its name tells which.
    labels = [one for one in query.labels if one != "job" or "instance" not in query.labels]
    return " ".join(filter(None, (query.title, *(f"{{{{{one}}}}}" for one in labels))))


def _target(one: Panel, query: Query) -> Prom | Loki:
    if query.is_log:
        return Loki(expr=query.expr, refId=query.ref, datasource=LOKI, legendFormat=legend(query))
    return Prom(
        expr=query.expr,
        refId=query.ref,
        datasource=PROMETHEUS,
        legendFormat=_legend(one, query),
        shape=_shape(one, query),
        is_range=one.is_over_time,
        exemplar=query.exemplars and one.kind == "timeseries",
    )


def _legend(one: Panel, query: Query) -> str:
    return "{{le}}" if _is_histogram(one) else legend(query) or one.title


def _shape(one: Panel, query: Query) -> str:
    del query
    if one.kind == "table":
        return "table"
    return "heatmap" if _is_histogram(one) else "time_series"


def _is_histogram(one: Panel) -> bool:
    """Whether a heatmap shows buckets, which Grafana takes apart itself."""
    return one.kind == "heatmap" and "_bucket" in one.queries[0].expr


def _overrides(one: Panel, dashboard: Dashboard) -> Iterator[Json]:
    if one.kind == "table":
        yield from tables.overrides(one, dashboard.runbooks)
    elif one.kind not in ("barchart", "logs", "alertlist"):
        yield from overrides(one)


def _transformations(one: Panel) -> list[Json]:
    if one.kind == "table":
        return [*tables.transformations(one)]
    return _WHOLE_SERIES if one.kind == "barchart" else []


def _custom(one: Panel) -> Json:
    """What only panels of a type have on their fields."""
    if one.kind == "table":
        cells = {"align": "auto", "cellOptions": {"type": "auto"}, "filterable": True}
        # Columns of values have units of their own. A label like 1001 must not get one.
        return {"custom": {**cells, "inspect": False}, "unit": "string"}
    if one.kind == "heatmap":
        return {"custom": {"scaleDistribution": {"type": "linear"}}}
    if one.kind == "timeseries":
        return {"custom": _lines(one)}
    return {}


def _lines(one: Panel) -> Json:
    bars = one.drawn == "bars"
    scale = full_scale(one.queries[0])
    soft = {"axisSoftMin": _NEAR_ALL * scale} if one.queries[0].is_complement and scale else {}
    return {
        **soft,
        "axisPlacement": "auto",
        "drawStyle": "bars" if bars else "line",
        "fillOpacity": _filled(one),
        "lineInterpolation": "linear",
        "lineWidth": 1,
        "pointSize": 4,
        "showPoints": "auto",
        "spanNulls": False,
        "stacking": {"group": "A", "mode": "none" if one.drawn == "lines" else "normal"},
        "thresholdsStyle": threshold_style(one.queries[0].levels),
    }


def _filled(one: Panel) -> int:
    """How much of a colour lies below a line: none where several would cover each other."""
    alone = len(one.queries) == 1 and not one.queries[0].labels
    return _FILLED.get(one.drawn, _BELOW_A_LINE if alone else 0)


def _list_legend(*calcs: str) -> Json:
    return {"calcs": [*calcs], "displayMode": "list", "placement": "bottom", "showLegend": True}


def _timeseries(one: Panel) -> Json:
    del one
    return {"legend": _list_legend(), "tooltip": _TOOLTIP}


def _stat(one: Panel) -> Json:
    judged = bool(one.queries[0].levels) or one.queries[0].unit.name == "bool"
    return {
        "colorMode": "background" if judged else "value",
        "graphMode": "area" if one.is_trend else "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "reduceOptions": _LAST,
        "textMode": "auto" if one.is_trend else "value_and_name",
        "wideLayout": True,
    }


def _gauge(one: Panel) -> Json:
    del one
    return {
        "minVizHeight": 75,
        "minVizWidth": 75,
        "orientation": "auto",
        "reduceOptions": _LAST,
        "showThresholdLabels": False,
        "showThresholdMarkers": True,
        "sizing": "auto",
    }


def _bargauge(one: Panel) -> Json:
    del one
    return {
        "displayMode": "gradient",
        "maxVizHeight": 300,
        "minVizHeight": 16,
        "minVizWidth": 8,
        "namePlacement": "auto",
        "orientation": "horizontal",
        "reduceOptions": _LAST,
        "showUnfilled": True,
        "sizing": "auto",
        "valueMode": "color",
    }


def _piechart(one: Panel) -> Json:
    del one
    beside = {"displayMode": "table", "placement": "right", "showLegend": True}
    return {
        "displayLabels": ["percent"],
        "legend": {**beside, "values": ["value", "percent"]},
        "pieType": "donut",
        "reduceOptions": _LAST,
        "tooltip": {"mode": "single", "sort": "none"},
    }


def _barchart(one: Panel) -> Json:
    del one
    return {
        "barRadius": 0,
        "barWidth": 0.9,
        "fullHighlight": False,
        "groupWidth": 0.7,
        "legend": {**_list_legend(), "showLegend": False},
        "orientation": "auto",
        "showValue": "auto",
        "stacking": "none",
        "tooltip": {"mode": "single", "sort": "none"},
        "xField": "Field",
        "xTickLabelRotation": 0,
        "xTickLabelSpacing": 0,
    }


def _heatmap(one: Panel) -> Json:
    axis: Json = {"axisPlacement": "left", "reverse": False}
    if _is_histogram(one):
        axis["unit"] = bucket_unit(one.queries[0])
    scheme = {"exponent": 0.5, "fill": "dark-orange", "mode": "scheme", "reverse": False}
    return {
        "calculate": False,
        "cellGap": 1,
        "color": {**scheme, "scale": "exponential", "scheme": "Oranges", "steps": 64},
        "filterValues": {"le": 1e-9},
        "legend": {"show": True},
        "rowsFrame": {"layout": "auto"},
        "tooltip": {"mode": "single", "showColorScale": False, "yHistogram": True},
        "yAxis": axis,
    }


def _logs(one: Panel) -> Json:
    del one
    return {
        "dedupStrategy": "none",
        "enableLogDetails": True,
        "prettifyLogMessage": False,
        "showCommonLabels": False,
        "showLabels": False,
        "showTime": True,
        "sortOrder": "Descending",
        "wrapLogMessage": True,
    }


def _alertlist(one: Panel) -> Json:
    del one
    states = {"error": True, "firing": True, "noData": False, "normal": False, "pending": True}
    return {
        "alertInstanceLabelFilter": '{alertname!="Watchdog"}',
        "alertName": "",
        "dashboardAlerts": False,
        "groupBy": [],
        "groupMode": "default",
        "maxItems": 50,
        "showInactiveAlerts": False,
        "showInstances": True,
        "sortOrder": _BY_IMPORTANCE,
        "stateFilter": {**states, "recovering": True},
        "viewMode": "list",
    }


_BY_IMPORTANCE = 3
"""Firing before pending, in the words of the alert list."""
_OPTIONS: Mapping[str, Callable[[Panel], Mapping[str, Any]]] = {
    "alertlist": _alertlist,
    "barchart": _barchart,
    "bargauge": _bargauge,
    "gauge": _gauge,
    "heatmap": _heatmap,
    "logs": _logs,
    "piechart": _piechart,
    "stat": _stat,
    "table": tables.options,
    "timeseries": _timeseries,
}
"""A type of panel to its options."""
