from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import RATIO

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
GC = 'go_gc_duration_seconds_count{job=~"task-center-(api|worker)"}'


def test_http_requests_drop(lower: Lower) -> None:
    lowered = lower(
        "baseline",
        metric="task_center_http_requests_total",
        window="10m",
        baseline_window="30m",
        direction="drop",
        floor="1/s",
        by=["job"],
    )
    current, reference, ratio = lowered.recordings
    assert current == Recording(
        "job:task_center_http_requests:rate10m",
        "sum by (job) (rate(task_center_http_requests_total[10m]))",
    )
    assert reference.name == "job:task_center_http_requests:baseline_rate30m"
    assert (
        reference.expr
        == """\
min by (job) (
    label_replace(sum by (job) (rate(task_center_http_requests_total[30m] offset 1d)), \
"baseline", "1d", "", "")
  or
    label_replace(sum by (job) (rate(task_center_http_requests_total[30m] offset 1w)), \
"baseline", "1w", "", "")
)"""
    )
    assert (
        ratio.expr
        == """\
(
    job:task_center_http_requests:rate10m
  or
    0 * job:task_center_http_requests:baseline_rate30m
)
/
(job:task_center_http_requests:baseline_rate30m > 1)"""
    )
    assert lowered.operand == ratio.name == "job:task_center_http_requests:ratio_to_baseline"
    assert lowered.guard == ""


def test_created_tasks_drop(lower: Lower) -> None:
    lowered = lower(
        "baseline",
        metric="task_center_tasks_created_total",
        function="increase",
        window="1h",
        baseline_window="1h",
        offsets=["1d", "1w"],
        direction="drop",
        floor=50,
        by=["job"],
    )
    current, reference, ratio = lowered.recordings
    assert current == Recording(
        "job:task_center_tasks_created:increase1h",
        "sum by (job) (increase(task_center_tasks_created_total[1h]))",
    )
    assert reference.name == "job:task_center_tasks_created:baseline_increase1h"
    assert "sum by (job) (increase(task_center_tasks_created_total[1h] offset 1w))" in (
        reference.expr
    )
    assert ratio.expr.endswith("\n/\n(job:task_center_tasks_created:baseline_increase1h > 50)")


def test_gc_frequency_rises(lower: Lower) -> None:
    lowered = lower(
        "baseline",
        metric=GC,
        window="15m",
        baseline_window="1h",
        direction="rise",
        floor="0.2/s",
        per="instance",
        by=["job"],
        series="go_gc_cycles",
    )
    current, reference, ratio = lowered.recordings
    assert current == Recording(
        "instance:go_gc_cycles:rate15m",
        'rate(go_gc_duration_seconds_count{job=~"task-center-(api|worker)"}[15m])',
    )
    assert reference.name == "job:go_gc_cycles:baseline_rate1h"
    assert (
        reference.expr
        == """\
max by (job) (
    label_replace(avg by (job) (rate(go_gc_duration_seconds_count{job=~"task-center-(api|worker)"}\
[1h] offset 1d)), "baseline", "1d", "", "")
  or
    label_replace(avg by (job) (rate(go_gc_duration_seconds_count{job=~"task-center-(api|worker)"}\
[1h] offset 1w)), "baseline", "1w", "", "")
)"""
    )
    assert ratio.name == "instance:go_gc_cycles:ratio_to_baseline"
    assert (
        ratio.expr
        == """\
instance:go_gc_cycles:rate15m
/ on (job) group_left ()
(job:go_gc_cycles:baseline_rate1h > 0)"""
    )
    assert lowered.guard == "instance:go_gc_cycles:rate15m > 0.2"


def test_an_instance_that_is_there_gets_no_zero_beside_it(lower: Lower) -> None:
    lowered = lower(
        "baseline",
        metric="x_total",
        window="10m",
        baseline_window="30m",
        direction="drop",
        floor="1/s",
        per="instance",
        by=["job"],
    )
    assert (
        lowered.recordings[2].expr
        == """\
(
    instance:x:rate10m
  or on (job)
    0 * job:x:baseline_rate30m
)
/ on (job) group_left ()
(job:x:baseline_rate30m > 1)"""
    )


def test_without_by_there_is_one_baseline(lower: Lower) -> None:
    keys: dict[str, Any] = {
        "metric": "x_total",
        "window": "10m",
        "baseline_window": "30m",
        "offsets": ["1w"],
        "floor": "6/m",
    }
    current, reference, ratio = lower("baseline", **keys, direction="drop").recordings
    assert current == Recording("service:x:rate10m", "sum(rate(x_total[10m]))")
    assert reference.expr == (
        'min(\n    label_replace(sum(rate(x_total[30m] offset 1w)), "baseline", "1w", "", "")\n)'
    )
    assert ratio.expr.endswith("\n/\n(service:x:baseline_rate30m > 0.1)")
    rise = lower("baseline", **keys, direction="rise", per="instance")
    assert rise.recordings[2].expr == (
        "instance:x:rate10m\n/ on () group_left ()\n(service:x:baseline_rate30m > 0)"
    )


def test_a_baseline_looks_back_somewhere(faults: Faults) -> None:
    keys = {"metric": "x", "window": "5m", "baseline_window": "5m", "direction": "drop"}
    assert faults("baseline", **keys, floor="1/s", offsets=[]) == [
        "offsets spec/value expected at least 1 of them, found 0"
    ]


def test_what_a_baseline_is(signal: Signal, around: Surroundings) -> None:
    keys = {"metric": "x", "window": "5m", "baseline_window": "1h", "floor": 5, "by": ["job"]}
    group = signal("baseline", **keys, direction="drop")
    single = signal("baseline", **keys, direction="rise", per="instance")
    assert group.unit(around) is RATIO
    assert group.windows() == (("window", "5m"), ("baseline_window", "1h"))
    assert group.carried(around) == ("job",)
    assert single.carried(around) == ("job", "instance", "own")
    assert [use.function for use in group.uses()] == ["counted"]
