"""What each kind of panel understands, as Grafana 13.2 declares it; legacy keys are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taskcenter_monitor.verifiers.dashboards.option_shapes import (
    AREA,
    AXES,
    BARS,
    BUCKETS,
    CELL,
    GRAPH,
    HIDE,
    HOVER,
    LEGEND,
    LEGENDS,
    NOTHING,
    ORIENTATION,
    REDUCE,
    SCALE,
    STACKING,
    TEXTS,
    THRESHOLDS,
    TIMELINE,
    TIMES,
    TOOLTIP,
    WHEN,
)
from taskcenter_monitor.verifiers.dashboards.shapes import (
    ANYTHING,
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Each,
    Either,
    Keys,
    one_of,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of panel: its `options`, and `custom` of its fields."""

    options: Keys
    custom: Keys


KINDS: Mapping[str, Kind] = {
    "timeseries": Kind(
        Keys(
            {
                "legend": LEGENDS,
                "tooltip": TOOLTIP,
                "timezone": TEXTS,
                "orientation": ORIENTATION,
            }
        ),
        Keys(GRAPH),
    ),
    "stat": Kind(
        Keys(
            {
                **REDUCE,
                "graphMode": one_of("none", "line", "area"),
                "colorMode": one_of("value", "background", "background_solid", "none"),
                "justifyMode": one_of("auto", "center"),
                "textMode": one_of("auto", "value", "value_and_name", "name", "none"),
                "wideLayout": FLAG,
                "showPercentChange": FLAG,
                "percentChangeColorMode": one_of("standard", "inverted", "same_as_value"),
            }
        ),
        NOTHING,
    ),
    "gauge": Kind(
        Keys({**REDUCE, **BARS, "showThresholdLabels": FLAG, "showThresholdMarkers": FLAG}),
        NOTHING,
    ),
    "bargauge": Kind(
        Keys(
            {
                **REDUCE,
                **BARS,
                "maxVizHeight": WHOLE,
                "displayMode": one_of("basic", "lcd", "gradient"),
                "valueMode": one_of("color", "text", "hidden"),
                "namePlacement": one_of("auto", "top", "left", "hidden"),
                "showUnfilled": FLAG,
                "legend": LEGENDS,
            }
        ),
        NOTHING,
    ),
    "table": Kind(
        Keys(
            {
                "frameIndex": NUMBER,
                "showHeader": FLAG,
                "showTypeIcons": FLAG,
                "sortBy": Each(Keys({"displayName": TEXT, "desc": FLAG})),
                "footer": Keys(
                    {
                        "show": FLAG,
                        "reducer": TEXTS,
                        "fields": Either((TEXTS, TEXT)),
                        "enablePagination": FLAG,
                        "countRows": FLAG,
                    }
                ),
                "cellHeight": one_of("sm", "md", "lg", "auto"),
            }
        ),
        Keys(
            {
                "width": NUMBER,
                "minWidth": NUMBER,
                "align": one_of("auto", "left", "right", "center"),
                "cellOptions": CELL,
                "hidden": FLAG,
                "inspect": FLAG,
                "filterable": FLAG,
                "hideHeader": FLAG,
            }
        ),
    ),
    "piechart": Kind(
        Keys(
            {
                **REDUCE,
                "pieType": one_of("pie", "donut"),
                "displayLabels": Each(one_of("name", "value", "percent")),
                "tooltip": TOOLTIP,
                "legend": Keys({**LEGEND, "values": Each(one_of("value", "percent"))}),
            }
        ),
        Keys(HIDE),
    ),
    "barchart": Kind(
        Keys(
            {
                "xField": TEXT,
                "colorByField": TEXT,
                "orientation": ORIENTATION,
                "barRadius": NUMBER,
                "xTickLabelRotation": WHOLE,
                "xTickLabelMaxLength": WHOLE,
                "xTickLabelSpacing": WHOLE,
                "stacking": one_of("none", "normal", "percent"),
                "showValue": WHEN,
                "barWidth": NUMBER,
                "groupWidth": NUMBER,
                "legend": LEGENDS,
                "tooltip": TOOLTIP,
                "text": REDUCE["text"],
                "fullHighlight": FLAG,
            }
        ),
        Keys({**AREA, **AXES, **HIDE, "thresholdsStyle": THRESHOLDS}),
    ),
    "histogram": Kind(
        Keys(
            {
                "bucketCount": WHOLE,
                "bucketSize": WHOLE,
                "bucketOffset": NUMBER,
                "combine": FLAG,
                "legend": LEGENDS,
                "tooltip": TOOLTIP,
            }
        ),
        Keys({**AREA, **AXES, **HIDE, "stacking": STACKING}),
    ),
    "heatmap": Kind(
        Keys(
            {
                "calculate": FLAG,
                "calculation": Keys({"xBuckets": BUCKETS, "yBuckets": BUCKETS}),
                "color": Keys(
                    {
                        "mode": one_of("opacity", "scheme"),
                        "scheme": TEXT,
                        "fill": TEXT,
                        "scale": one_of("linear", "exponential"),
                        "exponent": NUMBER,
                        "steps": WHOLE,
                        "reverse": FLAG,
                        "min": NUMBER,
                        "max": NUMBER,
                    }
                ),
                "filterValues": Keys({"le": NUMBER, "ge": NUMBER}),
                "rowsFrame": Keys({"value": TEXT, "layout": one_of("le", "ge", "unknown", "auto")}),
                "showValue": WHEN,
                "cellGap": WHOLE,
                "cellRadius": NUMBER,
                "cellValues": Keys({"unit": TEXT, "decimals": NUMBER}),
                "yAxis": Keys(
                    {
                        **AXES,
                        "unit": TEXT,
                        "reverse": FLAG,
                        "decimals": NUMBER,
                        "min": NUMBER,
                        "max": NUMBER,
                    }
                ),
                "legend": Keys({"show": FLAG}),
                "tooltip": Keys({**HOVER, "yHistogram": FLAG, "showColorScale": FLAG}),
                "exemplars": Keys({"color": TEXT}),
                "selectionMode": one_of("x", "y", "xy"),
            }
        ),
        Keys({**HIDE, "scaleDistribution": SCALE}),
    ),
    "state-timeline": Kind(
        Keys({**TIMES, "mergeValues": FLAG, "alignValue": one_of("center", "left", "right")}),
        TIMELINE,
    ),
    "status-history": Kind(Keys({**TIMES, "colWidth": NUMBER}), TIMELINE),
    "logs": Kind(
        Keys(
            {
                **dict.fromkeys(
                    (
                        *("showLabels", "showCommonLabels", "showTime", "showLogContextToggle"),
                        *("wrapLogMessage", "prettifyLogMessage", "enableLogDetails"),
                        *("enableInfiniteScrolling", "showControls", "showFieldSelector"),
                        "syntaxHighlighting",
                    ),
                    FLAG,
                ),
                "sortOrder": one_of("Descending", "Ascending"),
                "dedupStrategy": one_of("none", "exact", "numbers", "signature"),
                "fontSize": TEXT,
                "detailsMode": TEXT,
            }
        ),
        NOTHING,
    ),
    "text": Kind(
        Keys(
            {
                "mode": one_of("html", "markdown", "code"),
                "content": TEXT,
                "code": Keys({"language": TEXT, "showLineNumbers": FLAG, "showMiniMap": FLAG}),
            }
        ),
        NOTHING,
    ),
    "alertlist": Kind(
        Keys(
            {
                "viewMode": one_of("list", "stat"),
                "groupMode": one_of("default", "custom"),
                "groupBy": TEXTS,
                "maxItems": WHOLE,
                "sortOrder": one_of(1, 2, 3, 4, 5),
                "dashboardAlerts": FLAG,
                "alertName": TEXT,
                "alertInstanceLabelFilter": TEXT,
                "datasource": TEXT,
                "folder": ANYTHING,
                "showInstances": FLAG,
                "showInactiveAlerts": FLAG,
                "stateFilter": Keys(
                    dict.fromkeys(
                        ("firing", "pending", "recovering", "noData", "normal", "error"), FLAG
                    )
                ),
            },
            required=("stateFilter",),
        ),
        NOTHING,
    ),
}
"""The kinds of panels that dashboards here may have."""
