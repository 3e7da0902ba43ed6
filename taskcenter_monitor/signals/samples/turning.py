"""Samples in which a counter and its past change: looked at closely, over its nearest days."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from taskcenter_monitor.signals.anomaly import Anomaly
from taskcenter_monitor.signals.samples.band import Band, narrow
from taskcenter_monitor.signals.samples.days import Days
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.past import Stretch
from taskcenter_monitor.signals.samples.scene import Claim, Clock, Reading, Scene, Watch
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.vocabulary.durations import parse_duration

_FINE = 40
"""Samples in a window at least, so that its edges are a small part of it."""
_BATCH = 5.0
"""What there is in a batch, in times of the usual level."""
_NEAR = 0.1
"""How near a value is told that changes as fast as that."""


@dataclass(frozen=True)
class Turning:
    """Only as many days are known as it takes, which are the nearest."""

    signal: Anomaly
    stage: Stage
    watch: Watch
    days: Days

    def scene(self) -> Scene:
        """The present is bad as soon as enough of the past is known, then good again.

        Later a batch comes early by half of the slack, and lasts longer than it did on other days.
        """
        speed = self.days.speed
        # What grows in a stretch is there with its last sample.
        step = self.clock.step
        stretches = [
            (max(0.0, since + step), speed(amount), until + step)
            for since, amount, until in sorted((*self._past(), *self._present()))
        ]
        begin, end = self._batch
        return Scene(
            name="it is noticed and over, and later a batch comes early",
            samples=self.days.counters(self.clock, stretches),
            claims=self._claims(),
            readings=(*self._seen(begin), *self._seen(self.clock.evaluation(end + self.slack))),
            step=step,
            every=self.clock.every,
        )

    def _past(self) -> Iterator[Stretch]:
        """What each of the days was like."""
        usual, (begin, end) = self.band.usual, self._batch
        for lag in self.lags:
            yield self._first - 3 * self.window - lag, usual, begin - lag
            yield begin - lag, usual * self._times, end - lag
            yield end - lag, usual, self._last - lag

    def _present(self) -> Iterator[Stretch]:
        """Series that are not there count as nothing, so a drop needs none."""
        begin = self._batch[0] - self.slack / 2
        if self.signal.direction == "rise":
            yield self._first - 2 * self.window, self._extreme, self._stop
        yield self._stop, self.band.usual, begin
        yield begin, self.band.usual * self._times, self._last

    def _claims(self) -> tuple[Claim, ...]:
        now = self._extreme if self.signal.direction == "rise" else 0.0
        values = ((self.result, self.band.value(now)),)
        until = self._stop - self.clock.every
        over, calm = self._over
        return (
            Claim(since=self._known, until=until, values=values, sharp=self._known == self._first),
            Claim(since=over, until=calm, values=((self.result, 0.0),)),
        )

    def _seen(self, moment: float) -> Iterator[Reading]:
        """What is recorded of the past ahead of its time, and what follows for the present."""
        back = range(int(2 * self.slack / self.clock.every) + 1)
        bands = [self._band_at(moment - turn * self.clock.every) for turn in back]
        usual = sum(band.usual for band in bands) / len(bands)
        now = self._amount(moment, self._batch[0] - self.slack / 2, math.inf)
        rises = self.signal.direction == "rise" or (self.signal.direction == "both" and now > usual)
        edges = [band.upper if rises else band.lower for band in bands]
        edge = max(edges) if rises else min(edges)
        value = abs(now - usual) / abs(edge - usual) * (1 if (now > usual) == rises else -1)
        for recording in self.stage.lowered.recordings:
            if ":usual_" in recording.name:
                yield self._reading(recording.name, moment, bands[0].usual, self.band.usual * _NEAR)
        for recording in self.stage.lowered.recordings[-1:]:
            yield self._reading(recording.name, moment, value, _NEAR)

    def _band_at(self, moment: float) -> Band:
        """As it is recorded: what will have been usual a slack later."""
        return Band(signal=self.signal, usual=self._amount(moment + self.slack, *self._batch))

    def _amount(self, moment: float, begin: float, end: float) -> float:
        """What a window shows, as far as a batch fills it."""
        overlap = min(moment, end) - max(moment - self.window, begin)
        filled = min(max(overlap / self.window, 0.0), 1.0)
        return self.band.usual * (1 + (self._times - 1) * filled)

    @property
    def _first(self) -> float:
        """The first evaluation at which enough of the past is known: a rate takes two samples."""
        return self.clock.evaluation(self.lags[-1] - self.slack + self.clock.step)

    @property
    def _known(self) -> float:
        """When the usual level is certain: half a window of the last of two days moves it."""
        if self.signal.needed % 2:
            return self._first
        return self.clock.evaluation(self._first + self._reach + self.slack)

    @property
    def _stop(self) -> float:
        return self._known + self.clock.evaluation(self.watch.hold) + 3 * self.clock.every

    @property
    def _over(self) -> tuple[float, float]:
        """From when on all is well for certain, and until when that is looked at."""
        over = self.clock.evaluation(self._stop + self._reach + self.slack) + self.clock.every
        return over, over + self.clock.evaluation(self.watch.keep) + 3 * self.clock.every

    @property
    def _batch(self) -> tuple[float, float]:
        """From when until when there was one on each of the days."""
        begin = self.clock.evaluation(self._over[1] + 2 * self._reach)
        return begin, self.clock.evaluation(begin + 2 * self._reach)

    @property
    def _last(self) -> float:
        return self._batch[1] + 2 * self._reach

    @property
    def _times(self) -> float:
        """What there is in it, in times of the usual: a batch that is a lull looks downwards."""
        return 1 / _BATCH if self.signal.direction == "drop" else _BATCH

    @property
    def _reach(self) -> float:
        return self.window + self.slack

    def _reading(self, name: str, at: float, value: float, within: float) -> Reading:
        return Reading(at=at, name=name, labels=self.result, value=value, within=within)

    @cached_property
    def clock(self) -> Clock:
        """As seldom as the wait and the slack allow, and never at the very end of a range."""
        group = self.stage.clock.every
        longest = min(self.slack, 2 * self.watch.soonest or self.slack)
        turns = range(max(int(longest / group), 1), 0, -1)
        every = next((turn * group for turn in turns if self._tells(turn * group)), group)
        return Clock(every / math.ceil(every * _FINE / self.window), every)

    def _tells(self, every: float) -> bool:
        waits = math.ceil(self.watch.soonest / every)
        return bool(2 * self.slack % every) and (waits > 1 or self.watch.soonest <= every / 2)

    @cached_property
    def lags(self) -> tuple[float, ...]:
        """The nearest, in seconds."""
        return self.days.lags[: self.signal.needed]

    @cached_property
    def band(self) -> Band:
        """That of days that are all alike."""
        return narrow(self.signal)

    @property
    def window(self) -> float:
        """In seconds."""
        return parse_duration(self.signal.window)

    @property
    def slack(self) -> float:
        """In seconds."""
        return parse_duration(self.signal.slack)

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        labels = self.stage.labels(self.signal.metric)
        return self.stage.result(labels, self.signal.carried(self.stage.around))

    @property
    def _extreme(self) -> float:
        return self.band.amount(self.watch.outermost * _BATCH, "up")
