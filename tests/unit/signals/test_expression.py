from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import CONDITION

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]


def test_an_expression_stands_as_it_was_written(lower: Lower) -> None:
    lowered = lower(
        "expression",
        expression='delta(asynq_tasks_enqueued_total{state="archived"}[1h])\n',
        unit="tasks",
        labels=["queue"],
    )
    assert lowered == Lowered((), 'delta(asynq_tasks_enqueued_total{state="archived"}[1h])')


def test_a_recorded_expression_has_the_whole_name(lower: Lower) -> None:
    name = "alertname:alerts_firing:count1m"
    lowered = lower(
        "expression",
        expression="count by (alertname) (ALERTS)",
        unit="alerts",
        labels=["alertname"],
        record=True,
        series=name,
    )
    assert lowered == Lowered((Recording(name, "count by (alertname) (ALERTS)"),), name)


def test_a_recorded_expression_needs_its_name(faults: Faults) -> None:
    assert faults("expression", expression="up", unit="bool", labels=[], record=True) == [
        " signal/incomplete a recorded expression needs `series`, its full name"
    ]


@pytest.mark.parametrize("unit", ["furlongs", 5, None, ["a"], {"a": 1}])
def test_the_unit_is_a_known_one(faults: Faults, unit: Any) -> None:
    (fault,) = faults("expression", expression="up", unit=unit, labels=[])
    assert fault.startswith(("unit unit/unknown", "unit spec/type"))


def test_unit_and_labels_are_what_was_said(signal: Signal, around: Surroundings) -> None:
    expression = signal("expression", expression="up == 0", unit="condition", labels=["job"])
    assert expression.unit(around) is CONDITION
    assert expression.carried(around) == ("job",)
    assert expression.uses() == ()
