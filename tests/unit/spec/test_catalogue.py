from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.metrics import Metric


def metric(name: str, **keys: Any) -> Entry[Metric]:
    data = {"type": "counter", "unit": "requests", "job": "api", "help": "x", **keys}
    return Entry(name, Metric.model_validate(data), Origin("specs/metrics.yaml"))


METRICS = {
    entry.name: entry
    for entry in (
        metric("requests_total", labels=["code"]),
        metric("latency_seconds", type="histogram", unit="seconds", buckets=[0.5, 1]),
        metric("pause_seconds", type="summary", unit="seconds", labels=["quantile"]),
        metric("items_count", type="gauge", unit="tasks"),
        metric("up", type="gauge", unit="bool", job="any"),
    )
}
CATALOGUE = Catalogue(METRICS)


@pytest.mark.parametrize(
    ("series", "name", "part"),
    [
        ("requests_total", "requests_total", ""),
        ("latency_seconds", "latency_seconds", ""),
        ("latency_seconds_bucket", "latency_seconds", "bucket"),
        ("latency_seconds_count", "latency_seconds", "count"),
        ("latency_seconds_sum", "latency_seconds", "sum"),
        ("pause_seconds_count", "pause_seconds", "count"),
        ("pause_seconds_sum", "pause_seconds", "sum"),
        ("items_count", "items_count", ""),
    ],
)
def test_a_series_belongs_to_its_metric(series: str, name: str, part: str) -> None:
    found = CATALOGUE.find(series)
    assert found is not None
    assert (found.entry, found.part) == (METRICS[name], part)


@pytest.mark.parametrize(
    "series",
    ["requests", "requests_total_bucket", "pause_seconds_bucket", "items_count_sum", "", "_count"],
)
def test_a_series_that_no_metric_writes_is_not_found(series: str) -> None:
    assert CATALOGUE.find(series) is None


@pytest.mark.parametrize(
    ("series", "labels"),
    [
        ("requests_total", ("job", "instance", "code")),
        ("latency_seconds_bucket", ("job", "instance", "le")),
        ("latency_seconds_count", ("job", "instance")),
        ("pause_seconds", ("job", "instance", "quantile")),
        ("nothing", ("job", "instance")),
    ],
)
def test_the_labels_of_a_series(series: str, labels: tuple[str, ...]) -> None:
    assert CATALOGUE.labels_of(series) == labels


def test_the_parts_of_a_summary_have_no_quantile() -> None:
    assert CATALOGUE.labels_of("pause_seconds_count") == ("job", "instance")


@pytest.mark.parametrize(
    ("series", "unit"),
    [
        ("requests_total", "requests"),
        ("latency_seconds", "seconds"),
        ("latency_seconds_sum", "seconds"),
        ("latency_seconds_bucket", "count"),
        ("latency_seconds_count", "count"),
        ("nothing", "count"),
    ],
)
def test_the_unit_of_a_series(series: str, unit: str) -> None:
    assert CATALOGUE.unit_of(series).name == unit


@pytest.mark.parametrize(
    "keys",
    [
        {"buckets": [1, 2]},
        {"type": "histogram"},
        {"type": "histogram", "buckets": []},
        {"type": "histogram", "buckets": [1, 1]},
        {"type": "histogram", "buckets": [2, 1]},
        {"type": "histogram", "buckets": [1, float("inf")]},
        {"type": "histogram", "buckets": [1, True]},
        {"type": "info"},
        {"unit": "condition"},
        {"labels": ["bad-label"]},
        {"job": []},
    ],
)
def test_a_metric_that_cannot_be_is_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Metric"):
        metric("x", **keys)


def test_the_jobs_of_a_metric() -> None:
    assert METRICS["up"].value.jobs == ()
    assert METRICS["requests_total"].value.jobs == ("api",)
    assert metric("x", job=["api", "worker"]).value.jobs == ("api", "worker")
