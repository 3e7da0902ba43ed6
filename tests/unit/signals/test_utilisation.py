from __future__ import annotations

from collections.abc import Callable

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import PERCENT

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
JOBS = '{job=~"task-center-(api|worker)"}'


def test_the_share_of_the_cpu_quota(lower: Lower) -> None:
    lowered = lower(
        "utilisation",
        used=f"process_cpu_seconds_total{JOBS}",
        capacity=f"go_sched_gomaxprocs_threads{JOBS}",
        window="5m",
        series="process_cpu_utilisation",
    )
    name = "instance:process_cpu_utilisation:percent_rate5m"
    expr = (
        '100 * rate(process_cpu_seconds_total{job=~"task-center-(api|worker)"}[5m])'
        ' / (go_sched_gomaxprocs_threads{job=~"task-center-(api|worker)"} > 0)'
    )
    assert lowered == Lowered((Recording(name, expr),), name)


def test_a_pool_without_a_limit_is_left_out(lower: Lower) -> None:
    lowered = lower(
        "utilisation",
        used=f"go_sql_in_use_connections{JOBS}",
        capacity=f"go_sql_max_open_connections{JOBS}",
        series="go_sql_pool_utilisation",
    )
    name = "instance:go_sql_pool_utilisation:percent"
    expr = (
        '100 * go_sql_in_use_connections{job=~"task-center-(api|worker)"}'
        ' / (go_sql_max_open_connections{job=~"task-center-(api|worker)"} > 0)'
    )
    assert lowered == Lowered((Recording(name, expr),), name)


def test_what_is_not_recorded_stands_where_it_is_read(lower: Lower) -> None:
    lowered = lower(
        "utilisation",
        used="redis_memory_used_bytes",
        capacity="redis_memory_max_bytes",
        record=False,
    )
    assert lowered.operand == "100 * redis_memory_used_bytes / (redis_memory_max_bytes > 0)"


def test_a_group_with_an_unlimited_member_is_left_out(lower: Lower) -> None:
    (recording,) = lower("utilisation", used="used", capacity="most", by=["job"]).recordings
    assert recording.expr == (
        "100 * sum by (job) (used) / (sum by (job) (most) and min by (job) (most) > 0)"
    )


def test_the_functions_follow_the_window(signal: Signal, around: Surroundings) -> None:
    gauge = signal("utilisation", used="used", capacity="most")
    counter = signal("utilisation", used="used_total", capacity="most", window="5m")
    assert [use.function for use in gauge.uses()] == ["raw", "raw"]
    assert [use.function for use in counter.uses()] == ["counted", "raw"]
    assert gauge.windows() == ()
    assert gauge.unit(around) is PERCENT
