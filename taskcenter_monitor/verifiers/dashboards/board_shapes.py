"""What a dashboard, a panel, a query, a variable and an annotation consist of in Grafana 13.2."""

from __future__ import annotations

from collections.abc import Mapping

from taskcenter_monitor.verifiers.dashboards.option_shapes import TEXTS
from taskcenter_monitor.verifiers.dashboards.shapes import (
    ANYTHING,
    FLAG,
    NUMBER,
    OBJECT,
    TEXT,
    WHOLE,
    Each,
    Either,
    Keys,
    Named,
    Shape,
    one_of,
)

SOURCE = Keys({"type": TEXT, "uid": TEXT}, required=("type", "uid"))
_OPTION = Keys(
    {"selected": FLAG, "text": Either((TEXT, TEXTS)), "value": Either((TEXT, TEXTS))},
    required=("text", "value"),
)
_RESULT = Keys({"text": TEXT, "color": TEXT, "icon": TEXT, "index": WHOLE})
_PLACE = Keys({"h": WHOLE, "w": WHOLE, "x": WHOLE, "y": WHOLE}, required=("h", "w", "x", "y"))
LINK = Keys(
    {
        "title": TEXT,
        "type": one_of("link", "dashboards"),
        "icon": TEXT,
        "tooltip": TEXT,
        "url": TEXT,
        "tags": TEXTS,
        "asDropdown": FLAG,
        "targetBlank": FLAG,
        "includeVars": FLAG,
        "keepTime": FLAG,
        "placement": one_of("inControlsMenu"),
    },
    required=("title",),
)
_DATA_LINK = Keys(
    {"title": TEXT, "url": TEXT, "targetBlank": FLAG, "oneClick": FLAG}, required=("title", "url")
)


def _mapping(kind: str, options: Shape) -> Keys:
    return Keys({"type": one_of(kind), "options": options}, required=("type", "options"))


MAPPINGS = Each(
    Either(
        (
            _mapping("value", Named(_RESULT)),
            _mapping(
                "range",
                Keys({"from": NUMBER, "to": NUMBER, "result": _RESULT}, ("from", "to", "result")),
            ),
            _mapping(
                "regex",
                Keys({"pattern": TEXT, "result": _RESULT}, required=("pattern", "result")),
            ),
            _mapping(
                "special",
                Keys(
                    {
                        "match": one_of("true", "false", "null", "nan", "null+nan", "empty"),
                        "result": _RESULT,
                    },
                    required=("match", "result"),
                ),
            ),
        )
    )
)
THRESHOLDS = Keys(
    {
        "mode": one_of("absolute", "percentage"),
        "steps": Each(Keys({"color": TEXT, "value": NUMBER}, required=("color", "value"))),
    },
    required=("mode", "steps"),
)
DEFAULTS: Mapping[str, Shape] = {
    "color": Keys(
        {"mode": TEXT, "fixedColor": TEXT, "seriesBy": one_of("min", "max", "last")},
        required=("mode",),
    ),
    "custom": ANYTHING,
    "decimals": NUMBER,
    "description": TEXT,
    "displayName": TEXT,
    "displayNameFromDS": TEXT,
    "fieldMinMax": FLAG,
    "filterable": FLAG,
    "links": Each(_DATA_LINK),
    "mappings": MAPPINGS,
    "max": NUMBER,
    "min": NUMBER,
    "noValue": TEXT,
    "thresholds": THRESHOLDS,
    "unit": TEXT,
}
"""What is set for a field; `custom` depends on the kind of panel. An override sets the same."""

PANEL = Keys(
    {
        "cacheTimeout": TEXT,
        "datasource": SOURCE,
        "description": TEXT,
        "fieldConfig": Keys(
            {
                "defaults": Keys(DEFAULTS),
                "overrides": Each(
                    Keys(
                        {
                            "matcher": Keys({"id": TEXT, "options": ANYTHING}, ("id",)),
                            "properties": Each(Keys({"id": TEXT, "value": ANYTHING}, ("id",))),
                        },
                        required=("matcher", "properties"),
                    )
                ),
            },
            required=("defaults", "overrides"),
        ),
        "gridPos": _PLACE,
        "hideTimeOverride": FLAG,
        "id": WHOLE,
        "interval": TEXT,
        "links": Each(LINK),
        "maxDataPoints": NUMBER,
        "maxPerRow": NUMBER,
        "options": ANYTHING,
        "pluginVersion": TEXT,
        "queryCachingTTL": NUMBER,
        "repeat": TEXT,
        "repeatDirection": one_of("h", "v"),
        "targets": Each(OBJECT),
        "timeCompare": TEXT,
        "timeFrom": TEXT,
        "timeShift": TEXT,
        "title": TEXT,
        "transformations": Each(
            Keys(
                {
                    "id": TEXT,
                    "options": OBJECT,
                    "disabled": FLAG,
                    "filter": Keys({"id": TEXT, "options": ANYTHING}, ("id",)),
                    "topic": one_of("series", "annotations", "alertStates"),
                },
                required=("id", "options"),
            )
        ),
        "transparent": FLAG,
        "type": TEXT,
    },
    required=("type", "id", "gridPos"),
)
ROW = Keys(
    {
        "collapsed": FLAG,
        "datasource": SOURCE,
        "gridPos": _PLACE,
        "id": WHOLE,
        "panels": Each(OBJECT),
        "repeat": TEXT,
        "title": TEXT,
        "type": one_of("row"),
    },
    required=("collapsed", "gridPos", "id", "panels", "title"),
)

_QUERY: Mapping[str, Shape] = {
    "datasource": SOURCE,
    "editorMode": one_of("builder", "code"),
    "expr": TEXT,
    "hide": FLAG,
    "instant": FLAG,
    "legendFormat": TEXT,
    "queryType": TEXT,
    "range": FLAG,
    "refId": TEXT,
}
QUERIES: Mapping[str, Keys] = {
    "prometheus": Keys(
        {
            **_QUERY,
            "exemplar": FLAG,
            "format": one_of("time_series", "table", "heatmap"),
            "interval": TEXT,
        },
        required=("expr", "refId"),
    ),
    "loki": Keys(
        {
            **_QUERY,
            "direction": one_of("forward", "backward", "scan"),
            "maxLines": WHOLE,
            "step": TEXT,
        },
        required=("expr", "refId"),
    ),
}
"""The queries of a type of data source."""

VARIABLE = Keys(
    {
        "allValue": TEXT,
        "allowCustomValue": FLAG,
        "auto": FLAG,
        "auto_count": WHOLE,
        "auto_min": TEXT,
        "current": _OPTION,
        "datasource": SOURCE,
        "definition": TEXT,
        "description": TEXT,
        "hide": one_of(0, 1, 2, 3),
        "includeAll": FLAG,
        "label": TEXT,
        "multi": FLAG,
        "name": TEXT,
        "options": Each(_OPTION),
        "query": TEXT,
        "refresh": one_of(0, 1, 2),
        "regex": TEXT,
        "skipUrlSync": FLAG,
        "sort": one_of(*range(9)),
        "type": one_of(
            *("query", "adhoc", "groupby", "constant", "datasource", "interval", "textbox"),
            *("custom", "switch"),
        ),
    },
    required=("name", "type"),
)
ANNOTATION = Keys(
    {
        "builtIn": NUMBER,
        "datasource": SOURCE,
        "enable": FLAG,
        "expr": TEXT,
        "filter": Keys({"exclude": FLAG, "ids": Each(WHOLE)}, required=("ids",)),
        "hide": FLAG,
        "iconColor": TEXT,
        "mappings": OBJECT,
        "name": TEXT,
        "step": TEXT,
        "tagKeys": TEXT,
        "target": OBJECT,
        "textFormat": TEXT,
        "titleFormat": TEXT,
        "type": TEXT,
        "useValueForTime": FLAG,
    },
    required=("name", "enable", "iconColor", "datasource"),
)
DASHBOARD = Keys(
    {
        "annotations": Keys({"list": Each(OBJECT)}, required=("list",)),
        "description": TEXT,
        "editable": FLAG,
        "fiscalYearStartMonth": WHOLE,
        "graphTooltip": one_of(0, 1, 2),
        "id": WHOLE,
        "links": Each(LINK),
        "liveNow": FLAG,
        "panels": Each(OBJECT),
        "preload": FLAG,
        "refresh": TEXT,
        "revision": WHOLE,
        "schemaVersion": WHOLE,
        "tags": TEXTS,
        "templating": Keys({"list": Each(OBJECT)}, required=("list",)),
        "time": Keys({"from": TEXT, "to": TEXT}, required=("from", "to")),
        "timepicker": Keys(
            {
                "hidden": FLAG,
                "nowDelay": TEXT,
                "quick_ranges": Each(Keys(dict.fromkeys(("display", "from", "to"), TEXT))),
                "refresh_intervals": TEXTS,
            }
        ),
        "timezone": TEXT,
        "title": TEXT,
        "uid": TEXT,
        "version": WHOLE,
        "weekStart": TEXT,
    },
    required=("annotations", "panels", "schemaVersion", "templating", "time", "title", "uid"),
)
