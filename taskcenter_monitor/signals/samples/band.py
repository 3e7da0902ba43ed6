"""The band around a usual level, worked out as the rules do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from taskcenter_monitor.signals.anomaly import WIDEST, Anomaly

Way = Literal["down", "up"]

_UPWARDS = 1.1
"""How much further than the days below the usual level those above it lie."""
_TIMES = 10.0
"""The usual level in times of the floor, unless the margin is so small that it takes more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What the lags say together: their median, and their median distance from it."""

    signal: Anomaly
    usual: float
    spread: float = 0.0

    @property
    def lower(self) -> float:
        """Its lower edge."""
        spreads = min(self.signal.spreads * self.spread, WIDEST * self.usual)
        return self.usual - max(self._margin, spreads, self.signal.least)

    @property
    def upper(self) -> float:
        """Its upper edge."""
        spreads = self.signal.spreads * self.spread
        return self.usual + max(self._margin, spreads, self.signal.least)

    def value(self, now: float) -> float:
        """What the signal is when so much is there."""
        way = self.usual - now
        if self.signal.direction == "drop" or (self.signal.direction == "both" and way >= 0):
            return way / (self.usual - self.lower)
        return -way / (self.upper - self.usual)

    def amount(self, value: float, way: Way) -> float:
        """How much must be there to give the signal this value."""
        edge = self.lower if way == "down" else self.upper
        return self.usual + value * (edge - self.usual)

    @property
    def _margin(self) -> float:
        return self.signal.margin.base * self.usual


def narrow(signal: Anomaly) -> Band:
    """The band of days that are all alike; its margin decides."""
    usual = (signal.least or 1.0) * max(_TIMES, 2 / signal.margin.base)
    return Band(signal=signal, usual=usual)


def unlike(signal: Anomaly, lags: Sequence[float], share: float) -> tuple[dict[float, float], Band]:
    """Days apart from each other, so that their spread makes a band of this share of the usual."""
    usual = narrow(signal).usual
    places = [(number - (len(lags) - 1) / 2) for number in range(len(lags))]
    # No two of them are equally far from the middle, so that no other quantile is the median.
    places = [place * (_UPWARDS if place > 0 else 1) for place in places]
    middle = median(places)
    spread = usual * share / signal.spreads
    apart = spread / median(abs(place - middle) for place in places)
    pasts = {lag: usual + apart * (place - middle) for lag, place in zip(lags, places, strict=True)}
    return pasts, Band(signal=signal, usual=usual, spread=spread)
