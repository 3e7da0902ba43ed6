"""What looks like a mistake and is none."""

from __future__ import annotations

import pytest

from tests.unit.verifiers.dashboards.artifacts import found
from tests.unit.verifiers.dashboards.edits import (
    Edit,
    annotation,
    both,
    drop,
    override,
    panel,
    put,
    query,
    variable,
)
from tests.unit.verifiers.dashboards.sample import KNOWN, Json, sample

DEFAULTS = ("fieldConfig", "defaults")


def _everywhere(board: Json) -> bool:
    """Another order of the keys, and Grafana's own annotation, which is of another source."""
    source = {"type": "grafana", "uid": "-- Grafana --"}
    mark = {"builtIn": 1, "datasource": source, "enable": True, "hide": True}
    board["annotations"]["list"].insert(0, {**mark, "iconColor": "blue", "name": "Annotations"})
    return True


SOUND: dict[str, Edit] = {
    "an id that is null": put("id", None),
    "the newest schema that all take": put("schemaVersion", 41),
    "refreshes each minute": put("refresh", "1m"),
    "whole days": put("time", {"from": "now-7d/d", "to": "now/d"}),
    "Grafana's own annotation": _everywhere,
    "a unit of one's own": panel(edit=put(*DEFAULTS, "unit", "suffix: tasks/s")),
    "a unit in an override alone": panel(
        "table",
        edit=both(drop(*DEFAULTS, "unit"), put("description", "Units by column.")),
    ),
    "values that are texts need no unit": panel("stat", edit=drop(*DEFAULTS, "unit")),
    "an override by a regular expression": override(
        put("matcher", {"id": "byRegexp", "options": "/^a.*$/"})
    ),
    "an override of all of a query": override(
        put("matcher", {"id": "byFrameRefID", "options": "B"})
    ),
    "an override of what a legend can become": override(put("matcher", "options", "failed")),
    "a colour mode that needs no thresholds": panel(
        "stat",
        edit=both(
            drop(*DEFAULTS, "thresholds"),
            put(*DEFAULTS, "color", {"mode": "palette-classic"}),
        ),
    ),
    "a text that is only coloured": panel(
        "table",
        edit=put(
            *(*DEFAULTS, "mappings"), [{"type": "value", "options": {"bad": {"color": "red"}}}]
        ),
    ),
    "many points": panel("timeseries", edit=put("maxDataPoints", 1000)),
    "a curve behind a number": query("stat", edit=put("range", True)),
    "a zero where there is nothing": query(
        "timeseries",
        edit=put("expr", "sum by (status) (rate(jobs_total[$__rate_interval])) or vector(0)"),
    ),
    "a bucket that is picked": query(
        "histogram",
        edit=both(
            put("expr", 'sum(rate(latency_seconds_bucket{le="0.5"}[$__rate_interval]))'),
            put("legendFormat", "fast"),
        ),
    ),
    "a series pinned by its labels": query(
        "gauge",
        edit=put("expr", 'job:jobs:rate5m{job="api"}'),
    ),
    "the whole range": query("gauge", edit=put("expr", "sum(increase(jobs_total[$__range]))")),
    "looks over the whole range": query(
        "gauge", edit=put("expr", "avg_over_time(max(up)[$__range:15s])")
    ),
    "whether a counter is there": query("gauge", edit=put("expr", "absent(jobs_total)")),
    "a fixed window of one moment": query("gauge", edit=put("expr", "sum(rate(jobs_total[5m]))")),
    "a recorded series of unknown labels": query(
        "gauge",
        edit=put("expr", 'max(label_replace(up, "x", "$1", "job", "(.*)"))'),
    ),
    "a hidden choice that follows from others": variable(both(drop("allValue"), put("hide", 2))),
    "an annotation with its interval": annotation(put("target", "interval", "60s")),
    "a link to itself": panel(
        edit=put("links", [{"title": "x", "type": "link", "url": "/d/sample"}])
    ),
    "a link that Grafana fills in": panel(
        edit=put("links", [{"title": "x", "type": "link", "url": "/d/${__data.fields.uid}"}])
    ),
}


@pytest.mark.parametrize("edit", SOUND.values(), ids=SOUND)
def test_what_is_no_mistake_is_not_told(edit: Edit) -> None:
    board = sample()
    assert edit(board)
    assert [f"{one.check} {one.message}" for one in found({"sample.json": board}, KNOWN)] == []
