from __future__ import annotations

from collections.abc import Callable

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import SECONDS

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
WAITS = 'go_sql_wait_count_total{job=~"task-center-(api|worker)"}'


def test_the_waits_for_a_connection(lower: Lower) -> None:
    assert lower("increase", metric=WAITS, window="5m") == Lowered(
        (), 'increase(go_sql_wait_count_total{job=~"task-center-(api|worker)"}[5m])'
    )


def test_a_recorded_increase_over_a_group(lower: Lower) -> None:
    name = "job:x:increase1h"
    lowered = lower("increase", metric="x_total", window="1h", by=["job"], record=True)
    assert lowered == Lowered((Recording(name, "sum by (job) (increase(x_total[1h]))"),), name)


def test_an_increase_has_the_unit_of_its_counter(signal: Signal, around: Surroundings) -> None:
    increase = signal("increase", metric="x_seconds_total", window="5m")
    assert increase.unit(around) is SECONDS
    assert [use.function for use in increase.uses()] == ["counted"]
