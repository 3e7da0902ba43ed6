from __future__ import annotations

from collections.abc import Callable

import pytest

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import SECONDS

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
LATENCY = "task_center_http_request_duration_seconds"


def test_the_p95_of_http_requests(lower: Lower) -> None:
    lowered = lower(
        "quantile",
        metric=LATENCY,
        quantile=0.95,
        window="5m",
        by=["job"],
        min_rate="0.1/s",
        traffic="task_center_http_requests_total",
    )
    name = "job:task_center_http_request_duration_seconds:p95_rate5m"
    expr = (
        "histogram_quantile(0.95, sum by (job, le) "
        "(rate(task_center_http_request_duration_seconds_bucket[5m])))"
    )
    traffic = Recording(
        "job:task_center_http_requests:rate5m",
        "sum by (job) (rate(task_center_http_requests_total[5m]))",
    )
    assert lowered == Lowered(
        (traffic, Recording(name, expr)), name, "job:task_center_http_requests:rate5m > 0.1"
    )


def test_the_p50_is_recorded_without_a_guard(lower: Lower) -> None:
    lowered = lower("quantile", metric=LATENCY, quantile=0.5, window="5m", by=["job"])
    name = "job:task_center_http_request_duration_seconds:p50_rate5m"
    expr = (
        "histogram_quantile(0.5, sum by (job, le) "
        "(rate(task_center_http_request_duration_seconds_bucket[5m])))"
    )
    assert lowered == Lowered((Recording(name, expr),), name)


def test_its_own_count_is_the_traffic_where_no_other_is_named(lower: Lower) -> None:
    lowered = lower(
        "quantile", metric='x_seconds{a="b"}', quantile=0.9, window="5m", by=[], min_rate="6/m"
    )
    assert lowered.recordings[0] == Recording(
        "service:x_seconds:p90_traffic5m", 'sum(rate(x_seconds_count{a="b"}[5m]))'
    )
    assert lowered.recordings[1].expr == (
        'histogram_quantile(0.9, sum by (le) (rate(x_seconds_bucket{a="b"}[5m])))'
    )
    assert lowered.guard == "service:x_seconds:p90_traffic5m > 0.1"


def test_not_recorded_the_guard_is_spelt_out(lower: Lower) -> None:
    lowered = lower(
        "quantile", metric="x_seconds", quantile=0.99, window="5m", min_rate="1/s", record=False
    )
    assert lowered == Lowered(
        (),
        "histogram_quantile(0.99, rate(x_seconds_bucket[5m]))",
        "rate(x_seconds_count[5m]) > 1",
    )


@pytest.mark.parametrize(
    ("quantile", "operations"),
    [(0.5, "p50_rate5m"), (0.999, "p99_9_rate5m"), (0.29, "p29_rate5m"), (0.0005, "p0_05_rate5m")],
)
def test_the_quantile_is_in_the_name(lower: Lower, quantile: float, operations: str) -> None:
    lowered = lower("quantile", metric="x", quantile=quantile, window="5m", by=["job"])
    assert lowered.operand == f"job:x:{operations}"


@pytest.mark.parametrize("quantile", [0.0, 1.0, 95.0, -0.5, 1])
def test_a_quantile_lies_between_0_and_1(faults: Faults, quantile: float) -> None:
    assert faults("quantile", metric="x", quantile=quantile, window="5m") == [
        "quantile signal/quantile a quantile lies between 0 and 1, like 0.95"
    ]


def test_what_a_quantile_reads(signal: Signal, around: Surroundings) -> None:
    alone = signal("quantile", metric="x_seconds", quantile=0.5, window="5m")
    guarded = signal("quantile", metric="x", quantile=0.5, window="5m", traffic="y")
    assert [use.function for use in alone.uses()] == ["quantile"]
    assert [use.path for use in guarded.uses()] == [("metric",), ("traffic",)]
    assert alone.unit(around) is SECONDS
