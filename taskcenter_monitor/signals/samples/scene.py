"""What happens to a signal in one test, and what is known of its value meanwhile."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.samples.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """From `since` to `until` (seconds, both included) the signal has these values and no others.

    An alert sees nothing where its guard holds it back. `sharp` says that `since` is the very
    first evaluation at which it is so, and that nothing was there before; `exact` that the value
    is known well enough to be printed, and not just on which side of a limit it lies.
    """

    since: float
    until: float
    values: tuple[tuple[Labels, float], ...] = ()
    sharp: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """At `at` seconds the recorded series `name` has a value within `within` of `value`."""

    at: float
    name: str
    labels: Labels
    value: float
    within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One timeline. `name` says in a few words what it shows.

    `silent` has moments with the name of a series of which nothing is recorded then. `step` is the
    time between two samples where it is not the clock's. `every` is that between
    two evaluations where the group's own would take too long; 0 stands for the usual ones.
    """

    name: str
    samples: tuple[Sample, ...]
    claims: tuple[Claim, ...]
    readings: tuple[Reading, ...] = ()
    silent: tuple[tuple[float, str], ...] = ()
    step: float = 0.0
    every: float = 0.0
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One severity's limit in the unit of the signal; `text` is as it was written."""

    severity: str
    text: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a signal is watched: by `>` or `<` and some limits, the most urgent first.

    Where the signal is its own condition there are none. `hold` is for how many seconds something
    must be bad to be sure that every severity fires, `soonest` for how many the first one waits,
    `keep` for how many the last one goes on when all is well again.
    """

    operator: str
    limits: tuple[Limit, ...]
    hold: float
    soonest: float = 0.0
    keep: float = 0.0

    @property
    def outermost(self) -> float:
        """The limit that is reached last."""
        values = [limit.value for limit in self.limits]
        return max(values, default=0.0) if self.operator == ">" else min(values, default=0.0)

    @property
    def innermost(self) -> float:
        """The limit that is reached first."""
        values = [limit.value for limit in self.limits]
        return min(values, default=0.0) if self.operator == ">" else max(values, default=0.0)


@dataclass(frozen=True, slots=True)
class Clock:
    """Samples come every `step` seconds; rules are evaluated every `every`, a multiple of it."""

    step: float
    every: float

    def count(self, seconds: float) -> int:
        """How many steps it takes until so many seconds are over."""
        return math.ceil(round(seconds / self.step, 9))

    def evaluation(self, seconds: float) -> float:
        """The first evaluation at or after a moment."""
        return math.ceil(round(seconds / self.every, 9)) * self.every


def clock_for(interval: float, windows: Sequence[float]) -> Clock:
    """The clock of a group: every window must hold some samples, or nothing can be told of it."""
    shortest = min(windows, default=math.inf)
    parts = 1
    while interval / parts * _FEWEST > shortest:
        parts += 1
    return Clock(interval / parts, interval)


def patient(clock: Clock, window: float, grain: int) -> Clock:
    """The same clock, or a slower one that still ticks `grain` times in a window."""
    times = int(min(window / grain, _SLOWEST) / clock.every)
    return clock if times <= 1 else Clock(clock.every * times, clock.every * times)


_SLOWEST = 240.0
"""Seconds between two samples at most: after five minutes Prometheus takes a series for gone."""
_FEWEST = 8
"""Samples that a window of a test holds at least: its edges are then a small part of it."""
