"""What rates over five minutes cannot see: the first value of a counter that was not there before.

A counter that is shown with its first request is missing after a restart until then. Its first
scrape holds requests that no rate counts, as there is nothing five minutes earlier to compare with.
Rates over a whole period take the counter for the one before the restart, and see most of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.slo.month import Instance, Month
from benchmarks.slo.traffic import MINUTE
from taskcenter_monitor.ir.rules import Pairs

_BASE = 5 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """How far the recorded share is off with such counters, relative to what happened.

    Of `bad` requests that failed within the period, `unseen` are those that first scrapes held.
    """

    off: float
    unseen: int
    bad: int

    @property
    def explained(self) -> float:
        """How far it would be off for this cause alone."""
        return -self.unseen / self.bad

    @property
    def rest(self) -> float:
        """How far it is off for all other causes."""
        return self.off - self.explained


def unseen(month: Month, since: int, until: int) -> int:
    """The failed requests that counters born after `since` held at their first scrape."""
    births = (birth for instance in month.instances for birth in _births(month, instance))
    return sum(value for at, value in births if since < at <= until)


def _births(month: Month, instance: Instance) -> Iterator[tuple[int, int]]:
    """When counters of failures came into being, and with what."""
    last: dict[Pairs, int] = {}
    for shown in month.shown(instance, month.begin, month.end):
        if not shown.counter.is_bad:
            continue
        labels, first = shown.counter.labels, shown.moments[0]
        if first - last.get(labels, 0) >= _BASE:
            yield first, shown.values[0]
        last[labels] = shown.moments[-1]
