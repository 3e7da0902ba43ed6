"""Mistakes in a dashboard as a whole, in its variables and its annotations."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from tests.unit.verifiers.dashboards.edits import (
    Edit,
    Json,
    annotation,
    both,
    drop,
    grow,
    panel,
    put,
    query,
    variable,
)


def _reversed(board: Json) -> bool:
    board["templating"]["list"].reverse()
    return True


OF_BOARDS: Mapping[str, Mapping[str, Edit]] = {
    "dashboard/schema-version": {
        "a schemaVersion of years ago": put("schemaVersion", 12),
        "a schemaVersion of the future": put("schemaVersion", 43),
    },
    "dashboard/id": {
        "an id of some database": put("id", 7),
    },
    "dashboard/uid": {
        "a uid that is too long": put("uid", "x" * 41),
        "a uid with a blank": put("uid", "task center"),
        "no uid": drop("uid"),
    },
    "dashboard/title": {
        "no title": put("title", " "),
    },
    "dashboard/tooltip": {
        "no crosshair": put("graphTooltip", 0),
    },
    "dashboard/editable": {
        "can be edited": put("editable", True),
    },
    "dashboard/refresh": {
        "refreshes all the time": put("refresh", "5s"),
        "refreshes never": drop("refresh"),
    },
    "dashboard/time": {
        "a time that is none": put("time", "from", "6h ago"),
    },
    "dashboard/tags": {
        "no tags": put("tags", []),
    },
    "dashboard/import": {
        "inputs of an export": put("__inputs", []),
        "a placeholder of an export": panel(edit=put("datasource", "uid", "${DS_PROMETHEUS}")),
    },
    "dashboard/key": {
        "rows of years ago": put("rows", []),
        "a style": put("style", "dark"),
        "hidden controls": put("hideControls", False),
        "a number of grafana.com": put("gnetId", "7"),
        "times of the time picker": put("timepicker", {"time_options": ["5m", "1h"]}),
        "a shared crosshair of years ago": put("sharedCrosshair", True),
    },
    "dashboard/value": {
        "tags that are a text": put("tags", "task-center"),
        "no annotations": drop("annotations"),
    },
    "dashboard/null": {
        "a gnetId that is null": put("gnetId", None),
        "a null in a panel": panel(edit=put("description", None)),
        "a null in a variable": variable(put("current", None)),
    },
    "variable/source": {
        "a fixed data source of a variable": variable(
            put("datasource", {"type": "prometheus", "uid": "P123"})
        ),
    },
    "variable/key": {
        "grafanalib's useTags": variable(put("useTags", False)),
        "grafanalib's tagsQuery": variable(put("tagsQuery", "")),
    },
    "variable/value": {
        "a variable of no kind": variable(put("type", "list")),
        "a query that is an object": variable(put("query", {"query": "up", "refId": "A"})),
    },
    "variable/datasource": {
        "a first variable that is none of Prometheus": _reversed,
        "a data source without its linter's name": variable(put("label", "Source"), "datasource"),
        "a data source that is taken by chance": variable(drop("current"), "datasource"),
    },
    "variable/all": {
        "all as a long list": variable(drop("allValue")),
        "one job at a time": variable(put("multi", False)),
    },
    "variable/refresh": {
        "a list that never changes": variable(put("refresh", 1)),
    },
    "variable/query": {
        "a list of what nothing exports": variable(put("query", "label_values(nothing, job)")),
        "a list of no label": variable(put("query", "label_values(up, pod)")),
        "a list that is no list": variable(put("query", "up")),
    },
    "variable/name": {
        "a choice without a label": variable(put("label", "")),
        "two choices of one name": lambda board: grow("list", lambda found: deepcopy(found[-1]))(
            board["templating"]
        ),
    },
    "variable/unused": {
        "a choice that changes nothing": variable(put("name", "unread")),
    },
    "variable/undefined": {
        "a choice that is not there": query(edit=put("expr", 'sum(up{job=~"$pool"})')),
    },
    "dashboard/annotation": {
        "grafanalib's annotation": annotation(both(put("expr", "ALERTS"), drop("target"))),
        "an old step of an annotation": annotation(put("step", "60s")),
        "an annotation without a colour": annotation(put("iconColor", "")),
        "an annotation from a fixed source": annotation(put("datasource", "uid", "P1")),
    },
    "dashboard/link": {
        "a link that forgets the time": put("links", 0, "keepTime", False),
        "a link that forgets what was chosen": put("links", 0, "includeVars", False),
        "a link to no tag": put("links", 0, "tags", ["nowhere"]),
        "no links": put("links", []),
    },
}
"""A lint to the mistakes that it catches."""
