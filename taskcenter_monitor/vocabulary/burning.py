"""The arithmetic of burn rates: how fast an error budget may go before somebody is told.

A burn rate of 1 uses up the budget in exactly one period. A window fires when the share of bad
events lies above `factor * budget` over its long and over its short stretch: the long one says
that it matters, the short one that it still goes on. The windows are those of the workbook of
Google's SREs: 2% of a 30-day budget in an hour is a factor of 14.4, 5% in six hours is 6.

All durations are seconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

BASE = "5m"
"""The window of the rates that all longer windows are sums of: the shortest to alert on."""
BASE_SECONDS = 300.0
SPEEDS = (Decimal(1), Decimal("0.1"), Decimal("0.02"), Decimal("0.01"))
"""Shares of bad events of which people are told how soon they are noticed."""
_THOUSANDTHS = Decimal("0.001")
_DIGITS = Decimal("1e-12")
"""As far as a limit is written out: a hundred-millionth of the smallest budget that there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """One burn-rate window of one SLO.

    `share` is the part of the budget that is gone when it fires, `budget` the part of all events
    that may be bad in `period`. `wait` is the alert's `for`, `keep` its `keep_firing_for`, `least`
    how many events must have failed.
    """

    share: Decimal
    budget: Decimal
    period: float
    long: float
    short: float
    wait: float
    least: int
    keep: float = 0.0

    @property
    def factor(self) -> Decimal:
        """How many times too fast the budget goes."""
        return self.share * Decimal(self.period) / Decimal(self.long)

    @property
    def shown_factor(self) -> Decimal:
        """The same, as far as people care."""
        return self.factor.quantize(_THOUSANDTHS).normalize()

    @property
    def limit(self) -> Decimal:
        """The share of bad events above which it fires."""
        return (self.factor * self.budget).quantize(_DIGITS).normalize()

    @property
    def is_reachable(self) -> bool:
        """Whether anything can lie above the limit: no more than all events are bad."""
        return self.factor * self.budget < 1

    @property
    def needed(self) -> int:
        """Events in the long window, below which `least` failures would already be too many."""
        return math.ceil(self.least / self.limit)

    def detected(self, bad: float) -> float:
        """From the first bad event until the condition holds and has been waited for.

        `bad` is the share that is bad from then on, at an even rate; infinite where that is too
        little. Rates over the base window rise for as long as it is, so the sums lag behind.
        """
        limit = float(self.limit)
        if bad <= limit:
            return math.inf
        crossed = max(_risen(self.long, limit / bad), _risen(self.short, limit / bad))
        return crossed + self.wait

    def calmed(self, bad: float) -> float:
        """From the end of the fault until it fires no longer.

        The short window must be below the limit again, and `keep` must be over. `bad` is the share
        that was bad until then, at an even rate. Where fewer events come afterwards than before, it
        takes longer.
        """
        limit = float(self.limit)
        if bad <= limit:
            return 0.0
        return _fallen(self.short, limit / bad) + self.keep


def _risen(window: float, part: float) -> float:
    """Until a window has seen this part of what it will see once all of it is bad."""
    if window <= BASE_SECONDS:
        return window * part
    area = window * part
    if area <= BASE_SECONDS / 2:
        return math.sqrt(2 * BASE_SECONDS * area)
    return area + BASE_SECONDS / 2


def _fallen(window: float, part: float) -> float:
    """Until a window that is all bad holds no more than this part of it."""
    if window <= BASE_SECONDS:
        return window * (1 - part)
    area = window * part
    if area <= BASE_SECONDS / 2:
        return window + BASE_SECONDS - math.sqrt(2 * BASE_SECONDS * area)
    return window * (1 - part) + BASE_SECONDS / 2
