"""Ways of a gauge that are lines or none: what a forecast makes of its window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.samples.course import CAPACITY, scrapes
from taskcenter_monitor.signals.samples.scene import Claim, Scene
from taskcenter_monitor.vocabulary.samples import STALE, counter, gap, joined, level

if TYPE_CHECKING:
    from taskcenter_monitor.signals.samples.forecast import ForecastSampler

_NEAR, _NEARER = 0.5, 0.02
"""How much is left, as a part of what an alert minds."""
_TEETH = 6
"""Teeth of a saw within one window: no line explains more than a small part of them."""
_BENT, _PACE = 0.55, 0.575
"""Of a window whose last 55 % rise a line explains 0.84, and it rises 0.575 times as fast."""
_LATE = 0.9
"""The part of a threshold that a forecast of which only so much is known is at."""


class Trends:
    """Scenes that are longer than a window."""

    def __init__(self, sampler: ForecastSampler) -> None:
        self.sampler = sampler
        self.signal = sampler.signal
        self.clock = sampler.clock
        self.course = sampler.course
        self.window = sampler.window
        self.settled = sampler.settled
        self.soonest = sampler.watch.outermost
        self.count = self.clock.count(sampler.settled + sampler.hold) + 3

    def scenes(self) -> Iterator[Scene]:
        """All of them."""
        yield self.sampler.nothing("no series", ())
        yield self._still()
        yield self._leaving()
        yield self._jump()
        yield self._saw()
        yield self._bend()
        yield self._out_of_sight()
        yield self._in_sight()
        yield self._young()
        yield self._long_ago()
        yield from self._last_scrapes()
        if self.signal.max_left is not None and self.sampler.watch.operator == "<":
            yield self._much_left()
        if self.signal.capacity is not None:
            yield from self._capacities()
        if self.signal.by is not None and "instance" not in self.signal.by:
            yield self._slower_replica()

    def _nothing(self, name: str, values: str, *moments: float) -> Scene:
        """A scene in which there is no forecast, up to each of these moments."""
        claims = [Claim(since=0.0, until=at) for at in moments]
        scene = self.sampler.scene(name, values, *claims)
        return replace(scene, silent=self.sampler.silent(*moments))

    @property
    def _until(self) -> float:
        return self.clock.evaluation(self.settled + self.sampler.hold)

    def _still(self) -> Scene:
        values = level(self.course.at(_NEARER * self.course.minded), self.count)
        return self._nothing("little is left, and that stays", values, self._until)

    def _leaving(self) -> Scene:
        """As fast as another one comes nearer, it goes away."""
        share = self.course.minded * _NEARER
        step = self.course.step(share / self.count)
        values = counter((-step, self.count), start=self.course.at(share))
        return self._nothing("the limit is left behind", values, self._until)

    def _jump(self) -> Scene:
        """A line through a single jump would reach the limit soon, but explains too little."""
        count = self.clock.count(self.settled) + 1
        share = self.course.minded
        values = joined([level(self.course.at(one * share), count) for one in (_NEAR, _NEARER)])
        jump = count * self.clock.step
        moments = [self.clock.evaluation(jump + self.window * part) for part in (0.25, 0.5)]
        return self._nothing("much is taken at once", values, *moments)

    def _saw(self) -> Scene:
        tooth = self.clock.count(self.window / _TEETH)
        step = self.course.step(self.course.minded * _NEAR / tooth)
        start = self.course.at(self.course.minded * (_NEAR + _NEARER))
        values = joined([counter((step, tooth - 1), start=start)] * (self.count // tooth + 2))
        return self._nothing("it is cleaned up again and again", values, self._until)

    def _bend(self) -> Scene:
        """It stood still and then comes nearer: a line explains it only just well enough."""
        at = self.clock.evaluation(1.6 * self.window)
        flat = self.clock.count(at - _BENT * self.window)
        bent = at - flat * self.clock.step
        value = _LATE * self.soonest
        pace = self.course.minded / (_PACE * self.soonest)
        first = _LATE * self.course.minded + pace * bent
        until = self.clock.evaluation(at + self.sampler.hold + 2 * self.clock.every)
        slope = self.course.step(pace * self.clock.step)
        count = self.clock.count(until) + 2 - flat
        values = counter((0.0, flat), (slope, count), start=self.course.at(first))
        claim = Claim(since=at, until=until, values=((self.course.result, value),))
        scene = self.sampler.scene("it begins to come nearer", values, claim)
        return replace(scene, readings=self.sampler.readings(at, value, 0.04))

    def _out_of_sight(self) -> Scene:
        claim = Claim(since=0.0, until=self._until)
        scene = self.sampler.on_line(self.signal.horizon * 1.05 + self._until, claim)
        silent = self.sampler.silent(self._until)
        return replace(scene, name="the limit is out of sight", silent=silent)

    def _in_sight(self) -> Scene:
        """Far away, but not too far to be told."""
        value, known = self.signal.horizon * 0.96, self.sampler.known
        until = self.clock.evaluation(known + self.sampler.hold)
        claim = Claim(since=known, until=until, values=((self.course.result, value),))
        scene = self.sampler.on_line(known + value, claim)
        return replace(scene, name="the limit comes in sight")

    def _young(self) -> Scene:
        """A line is believed only once there is enough of it."""
        known = self.clock.evaluation(self.signal.steps * self.signal.resolution)
        scene = self.sampler.approach(self.sampler.beyond(self.soonest), self.soonest, known)
        before = self.clock.evaluation(known) - self.clock.every
        if self.signal.steps * self.signal.resolution != known:
            before -= self.clock.every
        claims = (Claim(since=0.0, until=before), *scene.claims)
        silent = self.sampler.silent(before)
        return replace(scene, name="a short history", claims=claims, silent=silent)

    def _long_ago(self) -> Scene:
        """What was there before the window is no history of what came back."""
        back, there = self.clock.count(1.6 * self.window), self.clock.count(0.9 * self.window)
        until = self.clock.evaluation(2.05 * self.window)
        count = self.clock.count(until) + 2 - back
        reached = until - back * self.clock.step + self.soonest / 2
        near = self.course.line(reached, count, _NEAR * self.course.minded)
        values = joined([level(self.course.at(1.0), there), STALE, gap(back - there - 1), near])
        return self._nothing("it was away for long", values, until)

    def _last_scrapes(self) -> Iterator[Scene]:
        """On a line the last scrapes fail: of the gauge, and of what it can have."""
        last, away = self.sampler.away(self.sampler.known + self.sampler.hold)
        gone = self.clock.evaluation(last * self.clock.step + 301)
        end = self.clock.evaluation(gone + self.sampler.watch.keep + 4 * self.clock.every)
        left = self.soonest / 2
        reached = last * self.clock.step + left
        since = max(self.sampler.known, reached - 0.95 * self.soonest)
        values = ((self.course.result, left),)
        claims = (Claim(since=since, until=away, values=values), Claim(since=gone, until=end))
        fullest = _NEAR * self.course.minded
        cut = joined([self.course.line(reached, last, fullest), STALE])
        scene = self.sampler.scene("the last scrapes fail", cut, *claims)
        silent = self.sampler.silent(gone)
        yield replace(scene, readings=self.sampler.readings(away, left, 0.001), silent=silent)
        if self.signal.capacity is not None and left > end - last * self.clock.step:
            whole = self.course.line(reached, self.clock.count(end) + 2, fullest)
            labels = self.course.labels
            samples = (
                self.course.gauge(labels, whole),
                *self.course.partner(labels, last + 1, 1),
            )
            scene = Scene(name="its capacity is no longer told", samples=samples, claims=claims)
            read = self.sampler.readings(away, reached - away, 0.001)
            yield replace(scene, readings=read, silent=silent)

    def _much_left(self) -> Scene:
        """The limit comes near in time, but not in size."""
        until, ahead = self._until, self.soonest / 2
        fullest = self.course.minded * 1.1 * (until + ahead) / ahead
        values = self.course.line(until + ahead, self.clock.count(until) + 2, fullest)
        claim = Claim(since=0.0, until=until)
        return self.sampler.scene("it goes fast, but much is left", values, claim)

    def _capacities(self) -> Iterator[Scene]:
        """What rises to no limit, whatever has been used."""
        labels, until = self.course.labels, self._until
        used = self.course.gauge(labels, self.course.line(2 * until, self.count, 0.9))
        (capacity,) = self.course.partner(labels, self.count)
        unlimited = Sample(capacity.series, scrapes("0", self.count))
        full = self.course.gauge(labels, level(CAPACITY, self.count))
        for name, samples in (
            ("an unlimited capacity", (used, unlimited)),
            ("much is used of an unlimited capacity", (full, unlimited)),
            ("no capacity is known", (used,)),
        ):
            scene = self.sampler.nothing(name, samples)
            yield replace(scene, silent=self.sampler.silent(until))

    def _slower_replica(self) -> Scene:
        """Of a group the soonest counts."""
        value = self.sampler.beyond(self.soonest)
        scene = self.sampler.approach(value, self.soonest, self.sampler.known)
        count = self.clock.count(scene.claims[0].until) + 2
        values = self.course.line(0.9 * self.signal.horizon, count, _NEAR * self.course.minded)
        other = self.course.gauge({**self.course.labels, "instance": "replica-2:80"}, values)
        return replace(scene, name="another one is slower", samples=(*scene.samples, other))
