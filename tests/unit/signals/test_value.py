from __future__ import annotations

from collections.abc import Callable

import pytest

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import BYTES, COUNT

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
MEMORY = 'process_resident_memory_bytes{job=~"task-center-(api|worker)"}'


def test_a_gauge_as_it_is(lower: Lower) -> None:
    assert lower("value", metric=MEMORY) == Lowered((), MEMORY)


def test_active_tasks_are_not_added_up_over_replicas(lower: Lower) -> None:
    lowered = lower(
        "value",
        metric="task_center_business_active_tasks",
        distinct=["business_id", "business_code"],
        aggregate="sum",
        by=[],
        record=True,
    )
    name = "service:task_center_business_active_tasks:sum"
    expr = "sum(max by (business_id, business_code) (task_center_business_active_tasks))"
    assert lowered == Lowered((Recording(name, expr),), name)


def test_the_highest_of_duplicate_exporters(lower: Lower) -> None:
    lowered = lower(
        "value",
        metric='asynq_tasks_enqueued_total{state="pending"}',
        aggregate="max",
        by=["queue"],
    )
    assert lowered.operand == 'max by (queue) (asynq_tasks_enqueued_total{state="pending"})'


def test_a_failed_scrape_leaves_no_gap(lower: Lower) -> None:
    lowered = lower(
        "value", metric="prometheus_config_last_reload_successful", over="max", window="5m"
    )
    assert lowered.operand == "max_over_time(prometheus_config_last_reload_successful[5m])"


def test_all_steps_together(lower: Lower) -> None:
    lowered = lower(
        "value",
        metric="x",
        over="avg",
        window="5m",
        distinct=["id"],
        aggregate="count",
        by=["job"],
    )
    assert lowered.operand == "count by (job) (max by (id) (avg_over_time(x[5m])))"


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ({}, "instance:x:last"),
        ({"over": "min", "window": "5m"}, "instance:x:min5m"),
        ({"aggregate": "max", "by": ["queue"]}, "queue:x:max"),
        ({"series": "y"}, "instance:y:last"),
    ],
)
def test_the_name_of_a_recorded_value(lower: Lower, keys: dict[str, object], name: str) -> None:
    assert lower("value", metric="x", record=True, **keys).operand == name


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"over": "max"}, "`over` and `window` go together"),
        ({"window": "5m"}, "`over` and `window` go together"),
        ({"aggregate": "max"}, "`aggregate` and `by` go together"),
        ({"by": ["job"]}, "`aggregate` and `by` go together"),
    ],
)
def test_half_a_pair_is_a_fault(faults: Faults, keys: dict[str, object], message: str) -> None:
    assert faults("value", metric="x", **keys) == [f" signal/incomplete {message}"]


def test_the_unit_is_that_of_the_metric_unless_it_is_counted(
    signal: Signal, around: Surroundings
) -> None:
    assert signal("value", metric="x_bytes").unit(around) is BYTES
    counted = signal("value", metric="x_bytes", aggregate="count", by=["job"])
    assert counted.unit(around) is COUNT


def test_the_labels_are_those_of_the_last_aggregation(signal: Signal, around: Surroundings) -> None:
    assert signal("value", metric="x").carried(around) == ("job", "instance", "own")
    assert signal("value", metric="x", distinct=["own"]).carried(around) == ("own",)
    summed = signal("value", metric="x", distinct=["own"], aggregate="sum", by=["job"])
    assert summed.carried(around) == ("job",)


def test_only_a_gauge_may_be_taken_over_a_window(signal: Signal) -> None:
    assert [use.function for use in signal("value", metric="x").uses()] == ["raw"]
    over = signal("value", metric="x", over="max", window="5m")
    assert [use.function for use in over.uses()] == ["gauged"]
