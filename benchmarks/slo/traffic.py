"""What happens in a month: how many requests a second come, and how many of them fail.

`uneven` is what breaks every shortcut: nights and weekends, hours without a single request, the
busiest hours all clean, quiet hours that fail by half, no error at all in the first days. `steady`
is what the arithmetic of burn rates assumes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3_600, 86_400

Traffic = Callable[[int], tuple[float, float]]
"""Good and bad requests a second of the minute that begins at these seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """From `begin` until `end`, seconds since 1970, this share of the requests fails."""

    begin: int
    end: int
    share: float


def steady(rate: float, outages: tuple[Outage, ...]) -> Traffic:
    """Always as many requests a second; none fails but in an outage."""

    def at(moment: int) -> tuple[float, float]:
        share = _failing(moment, outages)
        return rate * (1 - share), rate * share

    return at


def uneven(begin: int) -> Traffic:
    """A month from midnight of `begin` on."""
    outages = tuple(
        Outage(begin=begin + start, end=begin + start + length, share=share)
        for start, length, share in _OUTAGES
    )

    def at(moment: int) -> tuple[float, float]:
        rate, share = _requests(moment), _failing(moment, outages)
        if rate and not share:
            share = _background(moment, moment - begin)
        return rate * (1 - share), rate * share

    return at


_OUTAGES = (
    (4 * DAY + 10 * HOUR, 7 * MINUTE, 0.4),
    (12 * DAY + 15 * HOUR + 20 * MINUTE, 25 * MINUTE, 0.02),
    (19 * DAY + 22 * HOUR, 5 * HOUR, 0.05),
    (26 * DAY + 9 * HOUR + 3 * MINUTE, 90 * MINUTE, 0.01),
    (30 * DAY + 13 * HOUR, 2 * HOUR, 0.004),
)
"""When they begin in the month, how long they take, and the share that fails."""
_CLEAN_DAYS = 3
"""Days at the beginning without any error, so that its series does not exist."""


def _failing(moment: int, outages: tuple[Outage, ...]) -> float:
    return next((one.share for one in outages if one.begin <= moment < one.end), 0.0)


def _requests(moment: int) -> float:
    """A second: a day's curve, the rush before noon, nights and weekends with almost nothing."""
    hour = moment % DAY / HOUR
    weekend = (moment // DAY + 3) % 7 >= 5
    if 2 <= hour < 5 or (weekend and hour < 8):
        return 0.0
    if 1 <= hour < 2:
        return 0.5
    if 11 <= hour < 12 and not weekend:
        return 5000.0
    curve = 20.0 + 1000.0 * max(0.0, math.sin(math.pi * (hour - 7) / 14))
    return curve * (0.15 if weekend else 1.0)


def _background(moment: int, since: int) -> float:
    """The share that fails when nothing is the matter."""
    hour = moment % DAY / HOUR
    if since < _CLEAN_DAYS * DAY or 11 <= hour < 12:
        return 0.0
    # The nightly job: hardly anybody calls it, and half of the calls fail.
    return 0.5 if 1 <= hour < 2 else 0.0002
