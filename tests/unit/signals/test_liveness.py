from __future__ import annotations

from collections.abc import Callable

import pytest

from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import CONDITION

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
UP = 'up{job=~"task-center-(api|worker)"}'


def test_an_instance_is_down(lower: Lower) -> None:
    assert lower("liveness", metric=UP, mode="instance_down") == Lowered((), f"{UP} == 0")


def test_all_instances_are_down_or_the_job_is_gone(lower: Lower) -> None:
    lowered = lower(
        "liveness",
        metric=UP,
        mode="all_instances_down",
        jobs=["task-center-api", "task-center-worker"],
    )
    assert (
        lowered.operand
        == """\
sum by (job) (up{job=~"task-center-(api|worker)"}) == 0
or
absent(up{job="task-center-api"})
or
absent(up{job="task-center-worker"})"""
    )


def test_a_target_vanished(lower: Lower) -> None:
    lowered = lower("liveness", mode="target_vanished", jobs=["alertmanager", "loki"])
    assert (
        lowered.operand
        == """\
absent(up{job="alertmanager"} == 1)
or
absent(up{job="loki"} == 1)"""
    )


def test_another_gauge_than_up(lower: Lower) -> None:
    assert lower("liveness", metric="mysql_up", mode="instance_down").operand == "mysql_up == 0"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"mode": "instance_down", "jobs": ["a"]}, "the mode instance_down takes no `jobs`"),
        ({"mode": "all_instances_down"}, "the mode all_instances_down needs `jobs`"),
        ({"mode": "target_vanished", "jobs": []}, "the mode target_vanished needs `jobs`"),
    ],
)
def test_jobs_are_named_where_they_are_needed(
    faults: Faults, keys: dict[str, object], message: str
) -> None:
    assert faults("liveness", **keys) == [f" signal/incomplete {message}"]


def test_liveness_is_a_condition(signal: Signal, around: Surroundings) -> None:
    instance = signal("liveness", mode="instance_down")
    whole = signal("liveness", mode="all_instances_down", jobs=["a"])
    vanished = signal("liveness", mode="target_vanished", jobs=["a"])
    assert instance.unit(around) is CONDITION
    assert instance.carried(around) == ("job", "instance", "own")
    assert whole.carried(around) == ("job",)
    assert vanished.carried(around) == ()
    assert [use.selector.metric for use in instance.uses()] == ["up"]
