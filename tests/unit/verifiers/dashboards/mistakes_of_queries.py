"""Mistakes in what panels ask."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tests.unit.verifiers.dashboards.edits import (
    Edit,
    Json,
    annotation,
    both,
    drop,
    grow,
    holds,
    panel,
    put,
    query,
    replace,
)


def _curve_of_moment(data: Json) -> bool:
    data.update(instant=False, range=True)
    return True


def _without_label(data: Json) -> bool:
    if "{{" not in data.get("legendFormat", "") or data.get("format") != "time_series":
        return False
    data["legendFormat"] = "series"
    return True


def _becomes(**changes: Any) -> Edit:
    def edit(data: Json) -> bool:
        data.update(changes)
        return True

    return edit


OF_QUERIES: Mapping[str, Mapping[str, Edit]] = {
    "query/datasource": {
        "a fixed data source of a query": query(edit=put("datasource", "uid", "P1")),
    },
    "query/value": {
        "a text for the source of a query": query(edit=put("exemplar", "true")),
        "a misspelt form": query(edit=put("format", "timeseries")),
    },
    "query/ref-id": {
        "no refId": query(edit=drop("refId")),
        "two queries of one refId": panel(
            "timeseries", edit=grow("targets", lambda found: deepcopy(found[0]))
        ),
    },
    "query/key": {
        "grafanalib's intervalFactor": query(edit=put("intervalFactor", 2)),
        "grafanalib's step": query(edit=put("step", 10)),
        "grafanalib's metric": query(edit=put("metric", "")),
    },
    "query/mode": {
        "neither a moment nor a curve": query(edit=both(drop("instant"), drop("range"))),
        "a pie of a curve": query("piechart", edit=_curve_of_moment),
        "exemplars of a moment": query(
            "piechart", "stat", edit=_becomes(exemplar=True, instant=True, range=False)
        ),
    },
    "query/format": {
        "a table of curves": query("table", edit=put("format", "time_series")),
        "a table of a range": query("table", edit=_curve_of_moment),
        "a heat map of piled buckets": query(
            "heatmap",
            edit=both(holds("expr", "_bucket"), put("format", "time_series")),
        ),
        "a heat map of one number": query("heatmap", edit=replace("expr", "sum by (le)", "sum")),
        "curves in the form of a heat map": query("timeseries", edit=put("format", "heatmap")),
    },
    "query/legend": {
        "no legend": query("timeseries", edit=put("legendFormat", "")),
        "a legend left to Grafana": query("timeseries", edit=put("legendFormat", "__auto")),
        "a legend of our templates": query("timeseries", edit=put("legendFormat", "<< job >>")),
        "a legend with open brackets": query("timeseries", edit=put("legendFormat", "{{job")),
    },
    "query/legend-label": {
        "a legend of a label that is not there": query(
            "timeseries", edit=put("legendFormat", "{{pod}}")
        ),
    },
    "query/legend-same": {
        "all series of one name": query("timeseries", edit=_without_label),
    },
    "query/promql": {
        "broken PromQL": query(edit=replace("expr", "(", "((")),
        "no PromQL": query(edit=put("expr", "")),
        "a macro that does not exist": query(edit=replace("expr", "$__rate_interval", "$__rate")),
        "broken PromQL in an annotation": annotation(put("target", "expr", "ALERTS{")),
    },
    "query/series": {
        "a series that nothing exports": query(edit=put("expr", "sum(nothing)")),
    },
    "query/recorded": {
        "a series that no rule records": query(edit=put("expr", "sum(job:nothing:sum)")),
    },
    "query/label": {
        "a selection by no label": query(edit=put("expr", 'sum(up{pod="x"})')),
        "a group by no label": query(edit=put("expr", "sum by (pod) (up)")),
    },
    "query/counter": {
        "a counter as it is": query(edit=replace("expr", "rate(", "max_over_time(")),
    },
    "query/window": {
        "a fixed window": query("timeseries", edit=replace("expr", "$__rate_interval", "5m")),
        "a window of $__interval": query(edit=replace("expr", "$__rate_interval", "$__interval")),
    },
    "query/instance": {
        "a fixed instance": query(edit=replace("expr", '"$instance"', '"10.0.0.1:80"')),
    },
    "query/multi": {
        "one of many by =": query(edit=replace("expr", '=~"$instance"', '="$instance"')),
    },
    "query/histogram": {
        "a quantile without le": query("timeseries", edit=replace("expr", "sum by (le)", "sum")),
        "curves of buckets": query(
            "heatmap",
            edit=both(holds("expr", "_bucket"), put("format", "time_series")),
        ),
    },
    "query/logql": {
        "broken LogQL": query(edit=replace("expr", "}", ""), source="loki"),
        "LogQL of no stream": query(edit=put("expr", '|= "error"'), source="loki"),
        "LogQL of any stream": query(edit=put("expr", '{service=~".*"} | json'), source="loki"),
        "numbers as lines": query(
            "logs", edit=put("expr", 'sum(rate({service="x"} [$__auto]))'), source="loki"
        ),
        "lines as numbers": query("timeseries", edit=put("expr", '{service="x"}'), source="loki"),
    },
    "query/logql-window": {
        "Prometheus' window in LogQL": query(
            edit=replace("expr", "$__auto", "$__rate_interval"), source="loki"
        ),
        "a fixed window in LogQL": query(edit=replace("expr", "$__auto", "5m"), source="loki"),
    },
}
"""A lint to the mistakes that it catches."""
