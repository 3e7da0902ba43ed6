"""What traffic looks like on days on which nothing happens: four shapes, none of them special.

A shape gives events per second at a minute, 0 being the first minute of a Monday. Clocks are those
of the people who cause the traffic, so a clock change moves all of it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
"""All in minutes."""

_BATCHES = (
    (2 * HOUR, 30, 30.0),
    (8 * HOUR + 30, 20, 15.0),
    (13 * HOUR, 20, 20.0),
    (20 * HOUR, 25, 25.0),
)
"""Minute of the day, length in minutes, events per second on top of everything else."""
_LATE = 2.0
"""Minutes by which a batch begins early or late: a standard deviation."""
_UNEVEN = 0.15
"""The same of its size, as a share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """`floor` is the difference per second below which the owner of the service does not care.

    `noise` is a standard deviation as a share, besides that of events which come by chance.
    """

    name: str
    floor: str
    noise: float
    growth: float
    rate: Callable[[int], float]
    batches: Sequence[tuple[int, int, float]] = ()


def _hump(minute: int, centre: float, width: float) -> float:
    """1 at an hour of the day, and less the further away."""
    away = abs(minute % DAY / HOUR - centre)
    return math.exp(-((min(away, 24 - away) / width) ** 2) / 2)


def _is_weekend(minute: int) -> bool:
    return minute % WEEK >= 5 * DAY


def _web(minute: int) -> float:
    day = 0.25 + 0.7 * _hump(minute, 14, 4) + 0.35 * _hump(minute, 21, 2)
    return 40 * day * (0.8 if _is_weekend(minute) else 1.0)


def _office(minute: int) -> float:
    day = 0.1 + 0.9 * max(_hump(minute, 10.5, 2), _hump(minute, 15.5, 2.2))
    return 20 * day * (0.2 if _is_weekend(minute) else 1.0)


def _batch(minute: int) -> float:
    return 5 * (0.6 + 0.4 * _hump(minute, 14, 5))


def _low(minute: int) -> float:
    day = 0.02 + 0.18 * _hump(minute, 14, 4.5)
    return day * (0.6 if _is_weekend(minute) else 1.0)


SHAPES = (
    Shape(name="web", floor="1/s", noise=0.06, growth=0.015, rate=_web),
    Shape(name="office", floor="0.2/s", noise=0.08, growth=0.01, rate=_office),
    Shape(name="batch", floor="1/s", noise=0.06, growth=0.0, rate=_batch, batches=_BATCHES),
    Shape(name="low", floor="0.02/s", noise=0.05, growth=0.01, rate=_low),
)


def level(shape: Shape, minutes: int, seed: str, clock_change: int = -1) -> list[float]:
    """Events per second of every minute, batches and growth included, without any chance in it.

    From the minute `clock_change` on everything comes an hour earlier.
    """
    extra = _extras(shape, minutes + HOUR, random.Random(f"batches {seed}"))
    found = []
    for minute in range(minutes):
        local = minute + HOUR if 0 <= clock_change <= minute else minute
        grown = (1 + shape.growth) ** (minute / WEEK)
        found.append((shape.rate(local) + extra[local]) * grown)
    return found


def _extras(shape: Shape, minutes: int, chance: random.Random) -> list[float]:
    """What batches add to every minute."""
    extra = [0.0] * minutes
    for day in range(0, minutes, DAY):
        for begin, length, size in shape.batches:
            start = day + begin + round(chance.gauss(0, _LATE))
            amount = size * (1 + chance.gauss(0, _UNEVEN))
            for minute in range(max(start, 0), min(start + length, minutes)):
                extra[minute] += amount
    return extra


def counted(shape: Shape, levels: Sequence[float], seed: str) -> list[int]:
    """A counter at the end of every minute: events come by chance, around a level that drifts."""
    chance = random.Random(f"chance {seed}")
    kept = math.exp(-1 / 30)  # what is left of a drift after a minute; it lasts for half an hour
    drift, total, found = 0.0, 0, []
    for amount in levels:
        drift = drift * kept + chance.gauss(0, shape.noise) * math.sqrt(1 - kept**2)
        total += events(amount * 60 * math.exp(drift), chance)
        found.append(total)
    return found


def events(mean: float, chance: random.Random) -> int:
    """How many events there are where so many are to be expected."""
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
