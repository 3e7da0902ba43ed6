from __future__ import annotations

import math

import pytest

from taskcenter_monitor.signals.samples.exact import exact_clock, increase_of, rate_of, speeds


def test_there_are_two_samples_a_window() -> None:
    clock = exact_clock(300.0)

    assert (clock.step, clock.every) == (150.0, 150.0)


@pytest.mark.parametrize("slope", [15.0, 22.5, 7.0])
def test_closed_and_open_windows_yield_the_same_number(slope: float) -> None:
    window = 300.0
    closed = 2 * slope * (1.0 / window)
    left_open = slope * (2.0 / window)

    assert closed == left_open == rate_of(slope / (window / 2), window)


def test_what_does_not_add_up_without_an_error_is_not_exact() -> None:
    assert increase_of(15 / 150, 300.0) == 30.0
    assert math.isnan(increase_of(0.1 / 150, 300.0))


def test_speeds_are_enough_and_whole_tens_a_sample() -> None:
    found = list(speeds(300.0, 1.0))

    assert found[0] >= 1.0
    assert all(math.isclose(speed * 15, round(speed * 15)) for speed in found)
