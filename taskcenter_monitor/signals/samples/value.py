"""Samples of a gauge."""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.samples.labels import Labels, NoExampleError
from taskcenter_monitor.signals.samples.sampler import MEMORY, MeasuredSampler
from taskcenter_monitor.signals.samples.scene import Claim, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.vocabulary.samples import STALE, gap, joined, level

_MOST_SERIES = 200
"""Series that a test counts up to."""
_EXTREME = 20.0


class ValueSampler(MeasuredSampler[Value]):
    """A gauge that stands still, breaks out, fails to be scraped or goes away."""

    def steady(self, value: float) -> Scene:
        claims = self.lasting(value, self.result)
        count = self.steps_until(claims)
        shown = tuple(self._shown(level(value, count), value))
        bad = level(self._extreme, count)
        decoys = tuple(
            sample(self.signal.metric.metric, labels, bad)
            for labels in self.stage.decoys(self.signal.metric)
        )
        return Scene(name="steady", samples=shown + decoys, claims=claims)

    def at_limit(self, value: float) -> Iterator[Scene]:
        if self.signal.aggregate != "count":
            yield self.steady(value)

    def outbreak(self) -> Scene:
        count = self.clock.count(self.bad)
        after = self.clock.count(self.end - self.bad)
        values = joined([level(self._extreme, count), level(self._normal, after)])
        samples = tuple(self._shown(values, self._extreme))
        good: tuple[tuple[Labels, float], ...] = ((self.result, self._normal),)
        if self.signal.aggregate == "count":
            samples, good = tuple(self._numbers(count, after)), ()
        return Scene(
            name="an outbreak and its end",
            samples=samples,
            claims=(
                self._bad(0.0, self.bad - self.clock.every, sharp=True, exact=True),
                Claim(since=self.forgotten, until=self.end, values=good),
            ),
        )

    def _numbers(self, count: int, after: int) -> Iterator[Sample]:
        """So many series as are bad, and then none, or as many as nobody minds."""
        more = self.watch.operator == "<"
        for one in self._shown(level(1.0, count + (after if more else 0)), self._extreme):
            yield one if more else Sample(one.series, joined([one.values, STALE]))
        if more:
            late = joined([gap(count), level(1.0, after)])
            known = {one.series for one in self._shown("", self._extreme)}
            yield from (one for one in self._shown(late, self._normal) if one.series not in known)

    def shapes(self) -> Iterator[Scene]:
        yield self.nothing("no series", ())
        yield self._vanishing()
        yield self._failed_scrape()
        if self.signal.over is not None:
            yield self._onset()
        if self.signal.aggregate is not None and self.signal.aggregate != "count":
            yield self._replicas()

    def _vanishing(self) -> Scene:
        """The instance goes away: its window still shows it for a while."""
        count = self.clock.count(self.bad)
        kept = self.window * MEMORY
        claims = [self._bad(0.0, self.bad - self.clock.every + kept, sharp=True)]
        claims.append(Claim(since=self.forgotten, until=self.end))
        values = joined([level(self._extreme, count), STALE])
        samples = tuple(self._shown(values, self._extreme))
        return Scene(name="the instance vanishes", samples=samples, claims=tuple(claims))

    def _failed_scrape(self) -> Scene:
        """One scrape fails just before the alert would fire."""
        every = self.clock.every
        at = self.clock.evaluation(max(every, self.watch.soonest / 2))
        end = self.clock.evaluation(at + every + self.hold)
        before, after = self.clock.count(at), self.clock.count(end - at) + 1
        values = joined([level(self._extreme, before), STALE, level(self._extreme, after)])
        claims = (self._bad(at + every, end, sharp=True, exact=True),)
        if self.window:
            claims = (self._bad(0.0, end, sharp=True, exact=True),)
        samples = tuple(self._shown(values, self._extreme))
        return Scene(name="one scrape fails", samples=samples, claims=claims)

    def _onset(self) -> Scene:
        """All is well, then everything is bad: what is well has to leave the window first."""
        begin = self.settled
        goes = begin + self.window + 2 * self.clock.every
        end = self.clock.evaluation(goes + self.hold + self.clock.every)
        first, second = self.clock.count(begin), self.clock.count(end - begin) + 1
        values = joined([level(self._normal, first), level(self._extreme, second)])
        rising = self.watch.operator == ">"
        lags = self.signal.over == ("min" if rising else "max")
        seen = goes if lags or self.signal.over == "avg" else begin + self.clock.every
        claims = [self._bad(seen, end)]
        if lags:
            good = ((self.result, self._normal),)
            claims.insert(0, Claim(since=0.0, until=begin + self.window * MEMORY, values=good))
        samples = tuple(self._shown(values, self._extreme))
        return Scene(name="it turns bad while watched", samples=samples, claims=tuple(claims))

    def _replicas(self) -> Scene:
        """Two instances export numbers that only together are beyond the limit."""
        each = self.watch.innermost * 0.6
        together = 2 * each if self.signal.aggregate == "sum" and not self.signal.distinct else each
        claims = self.lasting(together, self.result)
        values = level(each, self.steps_until(claims))
        samples = tuple(
            sample(self.signal.metric.metric, {**self._labels, "instance": name}, values)
            for name in ("replica-1:80", "replica-2:80")
        )
        return Scene(name="two replicas", samples=samples, claims=claims)

    def beyond(self, limit: float) -> float:
        if self.signal.aggregate != "count":
            return super().beyond(limit)
        return math.floor(limit) + 1 if self.watch.operator == ">" else math.ceil(limit) - 1

    def short(self, limit: float) -> float:
        if self.signal.aggregate != "count":
            return super().short(limit)
        return math.floor(limit) if self.watch.operator == ">" else math.ceil(limit)

    def _shown(self, values: str, value: float) -> Iterator[Sample]:
        """The series that make the signal show `values`; a count is made of many."""
        metric = self.signal.metric.metric
        if self.signal.aggregate != "count":
            yield sample(metric, self._labels, values)
            return
        fixed = {*(self.signal.by or ()), *(one.label for one in self.signal.metric.matchers)}
        varied = next((name for name in self._labels if name not in fixed), "")
        if value > _MOST_SERIES or not varied:
            raise NoExampleError(f"a count of {value:g} series is too much for a test")
        for number in range(int(value)):
            yield sample(metric, {**self._labels, varied: f"{varied}-{number}"}, values)

    def _bad(self, since: float, until: float, sharp: bool = False, exact: bool = False) -> Claim:
        values = ((self.result, self._extreme),)
        return Claim(since=since, until=until, values=values, sharp=sharp, exact=exact)

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        return self.stage.result(self._labels, self.signal.carried(self.stage.around))

    @property
    def _labels(self) -> Labels:
        return self.stage.labels(self.signal.metric)

    @property
    def _extreme(self) -> float:
        if self.signal.aggregate == "count":
            return self.beyond(self.watch.outermost)
        if self.watch.operator == ">":
            return self.watch.outermost * _EXTREME or _EXTREME
        return 0.0

    @property
    def _normal(self) -> float:
        if self.watch.operator == ">":
            return 0.0
        counts = self.signal.aggregate == "count"
        return self.short(self.watch.innermost) if counts else self.watch.innermost * _EXTREME
