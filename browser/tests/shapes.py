"""Shapes of numbers over time. They follow from the time alone, so that pictures stay the same."""

from __future__ import annotations

import math
from collections.abc import Callable

Shape = Callable[[int], float]
"""A value, or a rate a second, at a number of seconds before the end."""


def wave(mean: float, swing: float, hours: float, shift: float = 0.0) -> Shape:
    """Up and down around a mean, with a little restlessness on it."""

    def at(ago: int) -> float:
        turn = math.sin(2 * math.pi * ago / (hours * 3600) + shift)
        restless = _noise(ago / 600 + 100 * shift) + 0.5 * _noise(ago / 60 + 300 * shift)
        return mean + swing * (turn + 0.3 * restless)

    return at


def whole(shape: Shape) -> Shape:
    """The shape in whole numbers: nobody has half a task."""
    return lambda ago: round(shape(ago))


def bump(shape: Shape, factor: float) -> Shape:
    """The shape, up to `factor` times as much between 110 and 50 minutes before the end."""

    def at(ago: int) -> float:
        rise = min(max((6600 - ago) / 420, 0.0), 1.0) * min(max((ago - 3000) / 900, 0.0), 1.0)
        return shape(ago) * (1 + (factor - 1) * rise)

    return at


def below(limit: float, median: Shape) -> Shape:
    """How many log-normal durations, of eight in a second, are no longer than the limit."""

    def at(ago: int) -> float:
        if math.isinf(limit):
            return 8.0
        return 4 * (1 + math.erf(math.log(limit / median(ago)) / (0.75 * math.sqrt(2))))

    return at


def _noise(at: float) -> float:
    """Between -1 and 1, smooth from one whole number to the next, and always the same."""
    whole = math.floor(at)
    ease = (1 - math.cos(math.pi * (at - whole))) / 2
    return _scattered(whole) * (1 - ease) + _scattered(whole + 1) * ease


def _scattered(number: int) -> float:
    return 2 * (math.sin(number * 12.9898) * 43758.5453 % 1) - 1
