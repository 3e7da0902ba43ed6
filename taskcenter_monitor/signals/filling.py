"""How long a window takes to show a fault."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.vocabulary.quantities import Quantity

FAULT = "the fault"
EVENT = "the event that crosses the limit"
OBSERVATION = "the first bad observation"
"""An observation is made when what it measures has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Seconds from the first bad sample until a signal has crossed its threshold.

    `slight` is for a fault just beyond the threshold: no fault that crosses it at all takes
    longer. `full` is for the largest fault, and `largest` says what that is; both are the same,
    and `largest` is "", where the size makes no difference. `since` is where the time begins.
    """

    slight: float = 0.0
    full: float = 0.0
    largest: str = ""
    since: str = FAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """The threshold that is crossed; `limit` is None where the signal is its own condition."""

    above: bool
    limit: Quantity | None

    @property
    def share(self) -> float:
        """The limit as a share of a whole, 0 to 1."""
        return min(max(self.limit.base if self.limit else 0.0, 0.0), 1.0)


def at_once() -> Filling:
    """The first bad sample is enough."""
    return Filling()


def whole(window: float, since: str = FAULT) -> Filling:
    """Nothing is certain before the window holds bad samples only."""
    return Filling(slight=window, full=window, since=since)


def partly(window: float, share: float, largest: str, since: str = FAULT) -> Filling:
    """The largest fault crosses once it fills this share of the window."""
    if share >= 1:
        return whole(window, since)
    return Filling(slight=window, full=round(window * share, 3), largest=largest, since=since)
