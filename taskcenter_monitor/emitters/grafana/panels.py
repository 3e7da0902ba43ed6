"""Panels by their type: options, queries and transformations."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.emitters.grafana import tables
from taskcenter_monitor.emitters.grafana.classes import Json, Loki, Prom, Viz
from taskcenter_monitor.emitters.grafana.fields import defaults, overrides, threshold_style
from taskcenter_monitor.emitters.grafana.options import options
from taskcenter_monitor.emitters.grafana.units import full_scale, is_histogram
from taskcenter_monitor.ir.dashboards import Dashboard, Panel, Query

PROMETHEUS: Json = {"type": "prometheus", "uid": "${prometheus_datasource}"}
LOKI: Json = {"type": "loki", "uid": "${loki_datasource}"}

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
        options=options(one, dashboard),
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
        shape=_shape(one),
        is_range=one.is_over_time,
        exemplar=query.exemplars and one.kind == "timeseries",
    )


def _legend(one: Panel, query: Query) -> str:
    return "{{le}}" if is_histogram(one) else legend(query) or one.title


def _shape(one: Panel) -> str:
    if one.kind == "table":
        return "table"
    return "heatmap" if is_histogram(one) else "time_series"


def _overrides(one: Panel, dashboard: Dashboard) -> Iterator[Json]:
    if one.kind == "table":
        yield from tables.overrides(one, dashboard)
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
