"""What happens in one test of an SLO, and what its series must then show.

The sums of an SLO are reckoned here a second time and in another way: from the events that were
fed, added up at each evaluation. Prometheus 2 and 3 differ in whether the left edge of a range
belongs to it; what is asserted leaves room for both, and for nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from taskcenter_monitor.signals.samples.events import Stretch
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS

_STEP = 60.0
"""Seconds between two samples at most: the base window then holds five."""
SPARSE = BASE_SECONDS / 2
"""The same where no evaluation falls into a window that is half full: a rate needs two samples."""
NOISE = 1e-3
"""By how much a value may be off, as a part of itself."""
_EXACT = 1e-12
"""The same of a value that people read."""


@dataclass(frozen=True, slots=True)
class Known:
    """A value, known to within `within`."""

    value: float
    within: float

    def scaled(self, factor: float, plus: float = 0.0) -> Known:
        """The same in another unit."""
        return Known(self.value * factor + plus, self.within * abs(factor))


def clock_of(interval: float, times: float) -> Clock:
    """A clock that is evaluated every `times` intervals at most, in whole ones."""
    every = interval * max(1, int(times))
    most = SPARSE if every % BASE_SECONDS == 0 else _STEP
    parts = 1
    while every / parts > most or every * 1000 % parts:
        parts += 1
    return Clock(every / parts, every)


@dataclass(frozen=True, slots=True)
class Story:
    """Stretches of events one after the other, watched by a clock.

    `looks` is 0 where events are counted, else how many seconds lie between two looks at a gauge.
    """

    clock: Clock
    stretches: tuple[Stretch, ...]
    looks: float = 0.0

    @property
    def until(self) -> float:
        """When it is over."""
        return self.stretches[-1].until

    def share(self, window: float, at: float) -> Known | None:
        """The share of bad events over a window; None where there were no events at all."""
        found = self.shares(window, at)
        if not found:
            return None
        value = (min(found) + max(found)) / 2
        return Known(value, (max(found) - min(found)) / 2 + value * NOISE + 1e-9)

    def exact(self, window: float, at: float) -> float | None:
        """The same where it is known to the last digit that anybody reads."""
        found = self.shares(window, at)
        alike = found and math.isclose(min(found), max(found), rel_tol=_EXACT)
        return found[0] if alike else None

    def shares(self, window: float, at: float) -> list[float]:
        """As Prometheus 2 has it, and as Prometheus 3 does; empty where there were no events."""
        sums = (self._sums(window, at, edge) for edge in (True, False))
        return [bad / total for bad, total in sums if total]

    def total(self, window: float, at: float) -> tuple[float, float]:
        """The sum of the rates of all events in a window: as both reckon, the smaller one first."""
        low, high = sorted(self._sums(window, at, edge)[1] for edge in (True, False))
        return low, high

    def rates(self, at: float, edge: bool) -> tuple[float, float]:
        """Bad events and all events in a second, over the base window.

        `edge` says whether its left edge belongs to it.
        """
        return self._seen(at, edge) if self.looks else self._counted(at, edge)

    def _counted(self, at: float, edge: bool) -> tuple[float, float]:
        over = BASE_SECONDS if edge else BASE_SECONDS - self.clock.step
        bad = total = 0.0
        for begin, stretch in self._timed():
            seconds = min(at, stretch.until) - max(at - over, begin)
            if seconds > 0:
                total += seconds * stretch.speed
                bad += seconds * stretch.speed * stretch.share
        # Nothing is stretched beyond the beginning of a counter.
        seconds = over if at > over else BASE_SECONDS
        return bad / seconds, total / seconds

    def _seen(self, at: float, edge: bool) -> tuple[float, float]:
        """The part of all looks that see the last sample before them on its bad side."""
        since = at - BASE_SECONDS - self.clock.step
        bad = (begin <= at and one.until > since for begin, one in self._timed() if one.share)
        if not any(bad):
            return 0.0, 1.0
        # Looks do not begin with the window: they are at whole multiples of the time between two.
        last, first = int(at // self.looks), (at - BASE_SECONDS) / self.looks
        places = range(max(0, math.ceil(first) if edge else math.floor(first) + 1), last + 1)
        return sum(self._side(place * self.looks) for place in places) / len(places), 1.0

    def _side(self, look: float) -> float:
        sampled = look // self.clock.step * self.clock.step
        sides = (one.share for begin, one in self._timed() if begin <= sampled < one.until)
        return next(sides, self.stretches[-1].share)

    def _timed(self) -> Iterator[tuple[float, Stretch]]:
        begin = 0.0
        for stretch in self.stretches:
            yield begin, stretch
            begin = stretch.until

    def _sums(self, window: float, at: float, edge: bool) -> tuple[float, float]:
        """Both rates, added up at each evaluation of a window."""
        if window <= BASE_SECONDS:
            return self.rates(at, edge)
        every = self.clock.every
        count = int((window if edge else window - every) // every)
        moments = (at - back * every for back in range(count + 1))
        # A gauge is seen at once, a counter when it has grown.
        first = 0.0 if self.looks else every
        rates = [self.rates(moment, edge) for moment in moments if moment >= first]
        return sum(bad for bad, _ in rates), sum(total for _, total in rates)


def of_events(clock: Clock, stretches: Iterable[tuple[float, float, float]]) -> Story:
    """Stretches as (until, share, speed); those that end before they begin are left out."""
    found: list[Stretch] = []
    for until, share, speed in stretches:
        if until > (found[-1].until if found else 0.0):
            found.append(Stretch(until=until, share=share, speed=speed))
    return Story(clock, tuple(found))


def of_seconds(
    clock: Clock, stretches: Iterable[tuple[float, float, float]], looks: float
) -> Story:
    """The same of a gauge, which is either bad or not, and always there."""
    sides = ((until, float(share > 0), 1.0) for until, share, _ in stretches)
    return replace(of_events(clock, sides), looks=looks)
