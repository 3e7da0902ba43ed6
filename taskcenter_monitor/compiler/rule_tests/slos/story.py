"""What happens in one test of an SLO, and what its series must then show.

The sums of an SLO are reckoned here a second time and in another way: from the events that were
fed, added up at each evaluation. Prometheus 2 and 3 differ in whether the left edge of a range
belongs to it; what is asserted leaves room for both, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.signals.samples.events import Stretch
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS

_STEP = 60.0
"""Seconds between two samples at most: the base window then holds five."""
SPARSE = BASE_SECONDS / 2
"""The same where no evaluation falls into a window that is half full: a rate needs two samples."""
_NOISE = 1e-3
"""By how much a value may be off, as a part of itself."""


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
    """Stretches of events one after the other, watched by a clock."""

    clock: Clock
    stretches: tuple[Stretch, ...]

    @property
    def until(self) -> float:
        """When it is over."""
        return self.stretches[-1].until

    def share(self, window: float, at: float) -> Known | None:
        """The share of bad events over a window; None where there were no events at all."""
        found = [
            bad / total
            for bad, total in (
                self._sums(window, at, BASE_SECONDS, 0.0),
                self._sums(window, at, BASE_SECONDS - self.clock.step, self.clock.every),
            )
            if total
        ]
        if not found:
            return None
        value = (min(found) + max(found)) / 2
        return Known(value, (max(found) - min(found)) / 2 + value * _NOISE + 1e-9)

    def rates(self, at: float, over: float = BASE_SECONDS) -> tuple[float, float]:
        """Bad events and all events in a second, on the average of so many seconds before."""
        bad = total = 0.0
        for begin, stretch in self._timed():
            seconds = min(at, stretch.until) - max(at - over, begin)
            if seconds > 0:
                total += seconds * stretch.speed
                bad += seconds * stretch.speed * stretch.share
        # Nothing is stretched beyond the beginning of a counter.
        seconds = over if at > over else BASE_SECONDS
        return bad / seconds, total / seconds

    def _timed(self) -> Iterator[tuple[float, Stretch]]:
        begin = 0.0
        for stretch in self.stretches:
            yield begin, stretch
            begin = stretch.until

    def _sums(self, window: float, at: float, over: float, later: float) -> tuple[float, float]:
        """Both rates, added up at each evaluation of a window that begins `later`."""
        if window <= BASE_SECONDS:
            return self.rates(at, over)
        count = int((window - later) // self.clock.every)
        moments = (at - back * self.clock.every for back in range(count + 1))
        rates = [self.rates(moment, over) for moment in moments if moment > 0]
        return sum(bad for bad, _ in rates), sum(total for _, total in rates)


def story(clock: Clock, *stretches: tuple[float, float, float]) -> Story:
    """Stretches as (until, share, speed); those that end before they begin are left out."""
    found: list[Stretch] = []
    for until, share, speed in stretches:
        if until > (found[-1].until if found else 0.0):
            found.append(Stretch(until=until, share=share, speed=speed))
    return Story(clock, tuple(found))


def last(moments: Sequence[float]) -> float:
    """The last of some moments."""
    return max(moments, default=0.0)
