"""Shapes of what several kinds of panels share: legends, tooltips, axes, lines."""

from __future__ import annotations

from collections.abc import Mapping

from taskcenter_monitor.verifiers.dashboards.shapes import (
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Each,
    Either,
    Keys,
    Shape,
    one_of,
)

TEXTS = Each(TEXT)
WHEN = one_of("auto", "never", "always")
LEGEND: Mapping[str, Shape] = {
    "displayMode": one_of("list", "table", "hidden"),
    "placement": one_of("bottom", "right"),
    "showLegend": FLAG,
    "asTable": FLAG,
    "isVisible": FLAG,
    "sortBy": TEXT,
    "sortDesc": FLAG,
    "width": NUMBER,
    "calcs": TEXTS,
}
LEGENDS = Keys(LEGEND)
HOVER: Mapping[str, Shape] = {
    "mode": one_of("single", "multi", "none"),
    "maxWidth": NUMBER,
    "maxHeight": NUMBER,
}
TOOLTIP = Keys({**HOVER, "sort": one_of("asc", "desc", "none"), "hideZeros": FLAG})
ORIENTATION = one_of("auto", "vertical", "horizontal")
REDUCE: Mapping[str, Shape] = {
    "orientation": ORIENTATION,
    "reduceOptions": Keys({"values": FLAG, "limit": NUMBER, "calcs": TEXTS, "fields": TEXT}),
    "text": Keys({"titleSize": NUMBER, "valueSize": NUMBER, "percentSize": NUMBER}),
}
BARS: Mapping[str, Shape] = {
    "sizing": one_of("auto", "manual"),
    "minVizWidth": WHOLE,
    "minVizHeight": WHOLE,
}
SCALE = Keys(
    {
        "type": one_of("linear", "log", "ordinal", "symlog"),
        "log": NUMBER,
        "linearThreshold": NUMBER,
    }
)
HIDE: Mapping[str, Shape] = {"hideFrom": Keys({"tooltip": FLAG, "legend": FLAG, "viz": FLAG})}
AXES: Mapping[str, Shape] = {
    "axisPlacement": one_of("auto", "top", "right", "bottom", "left", "hidden"),
    "axisColorMode": one_of("text", "series"),
    "axisLabel": TEXT,
    "axisWidth": NUMBER,
    "axisSoftMin": NUMBER,
    "axisSoftMax": NUMBER,
    "axisGridShow": FLAG,
    "axisCenteredZero": FLAG,
    "axisBorderShow": FLAG,
    "scaleDistribution": SCALE,
}
AREA: Mapping[str, Shape] = {
    "lineWidth": NUMBER,
    "fillOpacity": NUMBER,
    "gradientMode": one_of("none", "opacity", "hue", "scheme"),
}
STACKING = Keys({"mode": one_of("none", "normal", "percent"), "group": TEXT})
THRESHOLDS = Keys(
    {"mode": one_of("off", "line", "dashed", "area", "line+area", "dashed+area", "series")}
)
GAPS = Either((FLAG, NUMBER))
GRAPH: Mapping[str, Shape] = {
    **AREA,
    **AXES,
    **HIDE,
    "drawStyle": one_of("line", "bars", "points"),
    "thresholdsStyle": THRESHOLDS,
    "transform": one_of("constant", "negative-Y"),
    "lineColor": TEXT,
    "lineInterpolation": one_of("linear", "smooth", "stepBefore", "stepAfter"),
    "lineStyle": Keys({"fill": one_of("solid", "dash", "dot", "square"), "dash": Each(NUMBER)}),
    "fillColor": TEXT,
    "fillBelowTo": TEXT,
    "showPoints": WHEN,
    "pointSize": NUMBER,
    "pointColor": TEXT,
    "pointSymbol": TEXT,
    "barAlignment": one_of(-1, 0, 1),
    "barWidthFactor": NUMBER,
    "barMaxWidth": NUMBER,
    "stacking": STACKING,
    "insertNulls": GAPS,
    "spanNulls": GAPS,
}
TIMELINE = Keys(
    {
        **AXES,
        **HIDE,
        "lineWidth": WHOLE,
        "fillOpacity": WHOLE,
        "spanNulls": GAPS,
        "insertNulls": GAPS,
    }
)
TIMES: Mapping[str, Shape] = {
    "showValue": WHEN,
    "rowHeight": NUMBER,
    "legend": LEGENDS,
    "tooltip": TOOLTIP,
    "timezone": TEXTS,
    "perPage": NUMBER,
}
CELL = Keys(
    {
        **GRAPH,
        "type": one_of(
            *("auto", "color-text", "color-background", "json-view", "image", "gauge"),
            *("sparkline", "data-links", "actions"),
        ),
        "mode": one_of("basic", "lcd", "gradient"),
        "valueDisplayMode": one_of("color", "text", "hidden"),
        "applyToRow": FLAG,
        "wrapText": FLAG,
        "hideValue": FLAG,
        "alt": TEXT,
        "title": TEXT,
    },
    required=("type",),
)
BUCKETS = Keys({"mode": one_of("size", "count"), "value": TEXT, "scale": SCALE})
NOTHING = Keys({})
