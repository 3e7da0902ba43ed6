from __future__ import annotations

from collections.abc import Callable

from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import COUNT

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
STARTED = 'process_start_time_seconds{job=~"task-center-(api|worker)"}'


def test_restarts(lower: Lower) -> None:
    assert lower("changes", metric=STARTED, window="15m") == Lowered(
        (), 'changes(process_start_time_seconds{job=~"task-center-(api|worker)"}[15m])'
    )


def test_the_changes_of_a_group_are_added_up(lower: Lower) -> None:
    lowered = lower("changes", metric="x", window="15m", by=["job"])
    assert lowered.operand == "sum by (job) (changes(x[15m]))"


def test_changes_are_counted_whatever_changes(signal: Signal, around: Surroundings) -> None:
    changes = signal("changes", metric="x_seconds", window="15m")
    assert changes.unit(around) is COUNT
    assert [use.function for use in changes.uses()] == ["changes"]
