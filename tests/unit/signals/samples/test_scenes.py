"""What scenes claim, for signals as they stand in the frozen specs."""

from __future__ import annotations

import pytest

from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.samples import SAMPLERS
from taskcenter_monitor.signals.samples.scene import Clock, clock_for, patient


def test_every_kind_has_samples() -> None:
    assert SAMPLERS.keys() == KINDS.keys()


@pytest.mark.parametrize(
    ("interval", "windows", "step"),
    [(15.0, [], 15.0), (15.0, [300.0], 15.0), (60.0, [300.0], 30.0), (300.0, [600.0], 75.0)],
)
def test_every_window_holds_enough_samples(
    interval: float, windows: list[float], step: float
) -> None:
    clock = clock_for(interval, windows)
    assert (clock.step, clock.every) == (step, interval)


def test_long_windows_are_looked_at_less_often_but_never_past_the_lookback() -> None:
    fast = Clock(15.0, 15.0)
    assert patient(fast, 300.0, 48) == fast
    assert patient(fast, 10800.0, 48) == Clock(225.0, 225.0)
    assert patient(fast, 864000.0, 48) == Clock(240.0, 240.0)


def test_moments_lie_on_evaluations() -> None:
    clock = Clock(5.0, 15.0)
    assert [clock.evaluation(seconds) for seconds in (0, 1, 15, 16)] == [0, 15, 15, 30]
    assert clock.count(11) == 3
