"""What a panel of each type is told besides its queries and fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from taskcenter_monitor.emitters.grafana import tables
from taskcenter_monitor.emitters.grafana.classes import Json
from taskcenter_monitor.emitters.grafana.units import bucket_unit, is_histogram
from taskcenter_monitor.ir.dashboards import Dashboard, Panel

_LAST: Json = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_TOOLTIP: Json = {"mode": "multi", "sort": "desc"}


def options(one: Panel, dashboard: Dashboard) -> Mapping[str, Any]:
    """The options of a panel."""
    if one.kind == _ALERTS:
        return _alertlist(dashboard)
    return _OPTIONS[one.kind](one)


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
    if is_histogram(one):
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


def _alertlist(dashboard: Dashboard) -> Json:
    chosen = [
        f'{variable.label}=~"${{{variable.name}:regex}}"'
        for variable in dashboard.variables
        if variable.selector.startswith(_ALERTS_SERIES)
    ]
    states = {"error": True, "firing": True, "noData": False, "normal": False, "pending": True}
    return {
        "alertInstanceLabelFilter": f"{{{', '.join([_NO_HEARTBEAT, *chosen])}}}",
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
_ALERTS = "alertlist"
_ALERTS_SERIES = "ALERTS"
_NO_HEARTBEAT = 'alertname!="Watchdog"'
_OPTIONS: Mapping[str, Callable[[Panel], Mapping[str, Any]]] = {
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
"""A type of panel to its options, but for the list of alerts, which follows the variables."""
