"""Mistakes in panels and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unit.verifiers.dashboards.edits import Edit, Json, drop, panel, panels, put, row

DEFAULTS = ("fieldConfig", "defaults")
STEPS = (*DEFAULTS, "thresholds", "steps")


def _twin(board: Json) -> bool:
    first, second, *_ = panels(board)
    second["id"] = first["id"]
    return True


def _namesake(board: Json) -> bool:
    first, second, *_ = panels(board)
    second["title"] = first["title"]
    return True


def _over(board: Json) -> bool:
    first, second, *_ = panels(board)
    second["gridPos"] = dict(first["gridPos"])
    return True


def _nested(board: Json) -> bool:
    heads = [one for one in board["panels"] if one["type"] == "row"]
    if not heads or board["panels"][-1]["type"] == "row":
        return False
    heads[-1]["panels"].append(board["panels"].pop())
    return True


def _graph() -> Json:
    """What grafanalib's Graph is, in short."""
    return {"type": "graph", "nullPointMode": "connected", "yaxes": [{}, {}], "lines": True}


def _becomes(**changes: Any) -> Edit:
    def edit(data: Json) -> bool:
        data.update(changes)
        return True

    return edit


def _stale_gauge(data: Json) -> bool:
    data["options"] = {"fieldOptions": {"calcs": ["mean"], "defaults": {"max": 100, "min": 0}}}
    return True


OF_PANELS: Mapping[str, Mapping[str, Edit]] = {
    "panel/type": {
        "the removed graph": panel("timeseries", edit=_becomes(**_graph())),
        "the removed singlestat": panel("stat", edit=put("type", "singlestat")),
        "the removed pie chart": panel("piechart", edit=put("type", "grafana-piechart-panel")),
        "a misspelt kind": panel(edit=put("type", "timeserie")),
    },
    "panel/id": {
        "two panels of one id": _twin,
        "no id": panel(edit=drop("id")),
        "a text for an id": panel(edit=put("id", "1")),
    },
    "panel/title": {
        "no panel title": panel(edit=drop("title")),
        "two panels of one title": _namesake,
    },
    "panel/description": {
        "no description": panel(edit=drop("description")),
    },
    "panel/no-targets": {
        "no queries": panel("timeseries", edit=put("targets", [])),
    },
    "panel/options": {
        "a gauge without options": panel("gauge", edit=drop("options")),
    },
    "panel/key": {
        "a gauge of years ago": panel("gauge", edit=_stale_gauge),
        "a bar gauge of years ago": panel("bargauge", edit=_stale_gauge),
        "calculations where the fields are": panel("gauge", edit=put(*DEFAULTS, "calcs", ["mean"])),
        "a curve's old nullPointMode": panel("timeseries", edit=put("nullPointMode", "null")),
        "a span of years ago": panel(edit=put("span", 6)),
        "an unknown option": panel("stat", edit=put("options", "colourMode", "value")),
        "an unknown property of lines": panel(
            "timeseries", edit=put(*DEFAULTS, "custom", {"lineColour": "red"})
        ),
        "the old displayMode of tables": panel(
            "table", edit=put(*DEFAULTS, "custom", {"displayMode": "auto"})
        ),
        "the old columns of tables": panel("table", edit=put("columns", [])),
        "the old heat map": panel("heatmap", edit=put("dataFormat", "tsbuckets")),
        "the old alert list": panel("alertlist", edit=put("onlyAlertsOnDashboard", True)),
    },
    "panel/value": {
        "the old form of a heat map": panel("heatmap", edit=put("options", [])),
        "an alert list that filters nothing": panel(
            "alertlist", edit=drop("options", "stateFilter")
        ),
        "a text for thresholds": panel(edit=put(*STEPS, 0, "value", "null")),
        "a wrong enumeration": panel("stat", edit=put("options", "graphMode", "bars")),
        "a text for a minimum": panel(edit=put(*DEFAULTS, "min", "0")),
        "mode missing in thresholds": panel(edit=drop(*DEFAULTS, "thresholds", "mode")),
        "a mapping of years ago": panel(edit=put(*DEFAULTS, "mappings", [{"type": 1}])),
    },
    "panel/field-config": {
        "no overrides": panel(edit=drop("fieldConfig", "overrides")),
        "no fields": panel("gauge", edit=drop("fieldConfig")),
    },
    "panel/max-data-points": {
        "grafanalib's hundred points": panel(edit=put("maxDataPoints", 100)),
    },
    "panel/overlap": {
        "a panel over another": _over,
    },
    "panel/grid": {
        "a panel beyond the edge": panel(edit=put("gridPos", "x", 20)),
        "a panel without height": panel(edit=put("gridPos", "h", 0)),
    },
    "panel/line": {
        "a hole in a line": panel(edit=put("gridPos", "w", 3)),
    },
    "panel/row": {
        "a row below its panels": row(put("gridPos", "y", 9000)),
        "a row that is half a line": row(put("gridPos", "w", 12)),
        "panels in an open row": _nested,
    },
    "panel/datasource": {
        "grafanalib's data source in text": panel(edit=put("datasource", "x")),
        "a data source that is null": panel("stat", edit=put("datasource", None)),
        "a fixed data source": panel(edit=put("datasource", "uid", "P123")),
        "a data source of the wrong type": panel(
            "timeseries", edit=put("datasource", "type", "influxdb")
        ),
    },
    "panel/link": {
        "a link to a dashboard that is not here": panel(
            edit=put("links", [{"title": "There", "type": "link", "url": "/d/gone"}])
        ),
    },
}
"""A lint to the mistakes that it catches."""
