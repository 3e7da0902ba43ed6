from __future__ import annotations

from collections.abc import Callable

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import SECONDS

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
JOBS = '{job=~"task-center-(api|worker)"}'


def test_the_mean_wait_for_a_connection(lower: Lower) -> None:
    lowered = lower(
        "mean",
        sum=f"go_sql_wait_duration_seconds_total{JOBS}",
        count=f"go_sql_wait_count_total{JOBS}",
        window="5m",
        min_count=5,
        series="go_sql_connection_wait_seconds",
    )
    name = "instance:go_sql_connection_wait_seconds:avg_rate5m"
    expr = """\
rate(go_sql_wait_duration_seconds_total{job=~"task-center-(api|worker)"}[5m])
/
(rate(go_sql_wait_count_total{job=~"task-center-(api|worker)"}[5m]) > 0)"""
    guard = 'increase(go_sql_wait_count_total{job=~"task-center-(api|worker)"}[5m]) >= 5'
    assert lowered == Lowered((Recording(name, expr),), name, guard)


def test_the_mean_of_a_group_is_a_sum_over_a_sum(lower: Lower) -> None:
    lowered = lower(
        "mean", sum="x_sum", count="x_count", window="5m", by=["job"], min_count=1, record=False
    )
    assert (
        lowered.operand
        == """\
sum by (job) (rate(x_sum[5m]))
/
(sum by (job) (rate(x_count[5m])) > 0)"""
    )
    assert lowered.guard == "sum by (job) (increase(x_count[5m])) >= 1"


def test_without_a_least_count_there_is_no_guard(lower: Lower) -> None:
    assert lower("mean", sum="x_sum", count="x_count", window="5m").guard == ""


def test_a_least_count_is_at_least_one(faults: Faults) -> None:
    assert faults("mean", sum="x", count="y", window="5m", min_count=0) == [
        "min_count spec/value expected 1 or more, found 0"
    ]


def test_a_mean_has_the_unit_of_its_sum(signal: Signal, around: Surroundings) -> None:
    mean = signal("mean", sum="x_seconds_sum", count="x_seconds_count", window="5m")
    assert mean.unit(around) is SECONDS
    assert [use.path for use in mean.uses()] == [("sum",), ("count",)]
