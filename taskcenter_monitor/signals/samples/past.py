"""Samples with two pasts: yesterday and a week ago, of which one may mislead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from taskcenter_monitor.signals.samples.scene import Claim, Clock, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.vocabulary.samples import counter, gap, joined

if TYPE_CHECKING:
    from taskcenter_monitor.signals.samples.baseline import BaselineSampler

_HOUR = 3600.0
_LEAST_SAMPLES = 5
_EARLIER = 4
"""Hours that are shown before the first one that counts."""
_MORE, _LESS = 1.2, 0.8
"""How far from a limit a value lies that is only roughly known."""

Stretch = tuple[float, float, float]
"""From when on, how much it grows in a second, until when."""


def timeline(clock: Clock, stretches: Sequence[Stretch]) -> str:
    """A counter that grows in some stretches of time and is not there between them."""
    parts: list[str] = []
    value, done = 0.0, 0
    for begin, speed, end in stretches:
        first, last = max(done, clock.count(begin)), clock.count(end)
        if last <= first:
            continue
        if first > done:
            parts.append(gap(first - done))
        slope = speed * clock.step
        start = value + slope if first == done and parts else value
        parts.append(counter((slope, last - first - 1), start=start))
        value = start + slope * (last - first - 1)
        done = last
    return joined(parts)


class Past:
    """Scenes over the longer offset, evaluated every hour: they span more than a week."""

    def __init__(self, sampler: BaselineSampler, offset: float) -> None:
        self.sampler = sampler
        step = float(int(sampler.recent / _LEAST_SAMPLES)) or 1.0
        while _HOUR % step:
            step -= 1
        self.clock = Clock(step, _HOUR)
        self.week = offset
        self.day = sampler.day
        self.begin = self.clock.evaluation(offset + sampler.wide + _HOUR)
        hold = self.clock.evaluation(sampler.watch.hold + _HOUR)
        self.end = self.begin + hold + 2 * _HOUR

    def scenes(self) -> Iterator[Scene]:
        """What misleading pasts do, and what two that agree do.

        A present that is as long as an offset would be its own past, so there are none of it.
        """
        if self.day <= self.end - self.begin + 2 * (self._lead + _HOUR):
            return
        sampler, usual = self.sampler, self.sampler.usual
        bad = sampler.beyond(sampler.watch.outermost)
        much, little = usual * 10, usual / 1000
        values = ((sampler.result, bad),)
        yield self._scene("yesterday and a week ago agree", usual, usual, bad, values)
        if sampler.falls:
            # The lowest past counts: a drop must be one against both.
            yield self._scene("an outage yesterday", usual, little, bad, ())
            yield self._scene("a peak yesterday", usual, much, 0.9, ((sampler.result, 0.9),))
        else:
            calm = ((sampler.result, 0.9),)
            yield self._scene("an outage yesterday", usual, little, 0.9, calm)
            yield self._scene("a peak yesterday", usual, much, bad, ((sampler.result, bad / 10),))
        yield self._scene("only a week ago is known", usual, 0.0, bad, values)
        if _HOUR % (sampler.wide / 2) == 0 and sampler.recent <= _HOUR:
            outer, inner = sampler.watch.outermost, sampler.watch.innermost
            beyond, short = (
                (outer * _LESS, inner * _MORE) if sampler.falls else (outer * _MORE, inner * _LESS)
            )
            yield self._varied("a week ago it varied, and now is beyond", beyond)
            yield self._varied("a week ago it varied, and now is short of it", short)

    def _varied(self, name: str, value: float) -> Scene:
        """Only a week ago is known, and no window tells of it what another one would.

        Each hour has three times as much as the one before, most of it before the window of the
        past, and the rest more in the first half of that window than in the second.
        """
        count = round((self.end - self.begin) / _HOUR) + _EARLIER + 1
        ends = [self.begin + (hour - _EARLIER + 1) * _HOUR for hour in range(count)]
        past = [stretch for end in ends for stretch in self._hour_of_past(end)]
        now = [self._shifted(end - _HOUR, end, value * self._amount(end)) for end in ends]
        claim = Claim(since=self.begin, until=self.end, values=((self.sampler.result, value),))
        return self._told(name, [*past, *now], claim)

    def _hour_of_past(self, end: float) -> Iterator[Stretch]:
        """An hour of a week ago, up to a moment of today."""
        wide = end - self.sampler.wide
        middle = end - self.sampler.wide / 2
        for begin, until, part in (
            (end - _HOUR, wide, 4.0),
            (max(end - _HOUR, wide), middle, 1.6),
            (middle, end, 0.4),
        ):
            yield self._past(begin, until, part * self._amount(end))

    def _amount(self, end: float) -> float:
        """How much there is in the hour up to a moment."""
        return float(self.sampler.usual * 3.0 ** ((end - self.begin) / _HOUR))

    def _past(self, begin: float, end: float, amount: float) -> Stretch:
        return self._shifted(begin - self.week, end - self.week, amount)

    def _shifted(self, begin: float, end: float, amount: float) -> Stretch:
        # What grows in a stretch is there with its last sample.
        step = self.clock.step
        return max(0.0, begin + step), self.sampler.speed(amount), end + step

    def _told(self, name: str, stretches: Sequence[Stretch], claim: Claim) -> Scene:
        sampler = self.sampler
        labels = sampler.stage.labels(sampler.signal.metric)
        series = sample(sampler.signal.metric.metric, labels, timeline(self.clock, stretches))
        return Scene(
            name=name,
            samples=(series,),
            claims=(claim,),
            step=self.clock.step,
            every=self.clock.every,
        )

    @property
    def _lead(self) -> float:
        """How long before it is looked at a past begins, to be known for certain."""
        return self.sampler.wide + self.sampler.recent + 2 * _HOUR

    def _scene(
        self,
        name: str,
        week_ago: float,
        yesterday: float,
        now: float,
        values: tuple[tuple[dict[str, str], float], ...],
    ) -> Scene:
        """One past each, `now` in times of the usual; 0 stands for a past that is not known."""
        sampler = self.sampler
        lead = self._lead
        present = sampler.usual * now
        pasts = [
            (offset, amount)
            for offset, amount in ((self.week, week_ago), (self.day, yesterday))
            if amount
        ]
        stretches = [
            (max(0.0, self.begin - lead - offset), sampler.speed(amount), self.end - offset + _HOUR)
            for offset, amount in pasts
        ]
        # What falls is there before its past, what rises only after it: neither shows too early.
        start = self.begin - (2 * _HOUR + lead if sampler.falls else sampler.recent + _HOUR)
        stretches.append((start, sampler.speed(present), self.end + 2 * _HOUR))
        claim = Claim(since=self.begin, until=self.end, values=values)
        scene = self._told(name, stretches, claim)
        if yesterday:
            return scene
        # Strangers have had such a past too, and nothing of them is recorded.
        metric = sampler.signal.metric.metric
        strangers = tuple(
            sample(metric, labels, scene.samples[0].values)
            for labels in sampler.stage.decoys(sampler.signal.metric)
        )
        past = sampler.recorded_past(self.end, week_ago)
        return replace(scene, samples=(*scene.samples, *strangers), readings=past)
