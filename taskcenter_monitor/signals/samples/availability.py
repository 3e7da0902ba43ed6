"""Samples of an availability: a gauge that changes sides as time goes by."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.availability import LOOKS_EVERY, SETTLING, Availability
from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.outages import sides
from taskcenter_monitor.signals.samples.sampler import MeasuredSampler
from taskcenter_monitor.signals.samples.scene import Claim, Clock, Reading, Scene, Watch
from taskcenter_monitor.signals.samples.stage import Stage, sample
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.samples import STALE, gap, joined, level
from taskcenter_monitor.vocabulary.selectors import Selector

_APART = 0.03
"""How far a share that is not known exactly keeps from a limit, as a part of it."""
_DOWNTIME = 600.0
"""Seconds without Prometheus: longer than the five minutes for which a sample is remembered."""
_UP = "up"


class AvailabilitySampler(MeasuredSampler[Availability]):
    """A gauge with a sample for each look, so that shares of time are numbers of samples.

    A window holds as many looks as fit, or one more where it lies on them and both of its ends
    belong to it, as in Prometheus 2. Shares between 0 and 1 are therefore known to one look.
    """

    def __init__(self, signal: Availability, stage: Stage, watch: Watch) -> None:
        super().__init__(signal, stage.at(Clock(LOOKS_EVERY, stage.clock.every)), watch)
        self.looks = max(1, int(self.window / LOOKS_EVERY))

    @classmethod
    def usual_limit(cls, signal: Availability, around: Surroundings) -> float:
        del signal, around
        return 0.5

    def steady(self, value: float) -> Scene:
        """Bad for the same number of looks in every window, one outage in each."""
        bad = round(value * self.looks)
        since = self.settled + self.clock.every
        until = self.clock.evaluation(since + self.hold + self.clock.every)
        count = self.clock.count(until) + 2
        turns = [(True, self.looks - bad), (False, bad)]
        # Whatever is not noticed comes first: a window that is not full shows no more of the rest.
        if self.watch.operator == "<":
            turns.reverse()
        values = joined([self._values(*turns)] * (count // self.looks + 1))
        share, is_exact = bad / self.looks, bad in (0, self.looks)
        within = 1e-9 if is_exact else 1 / (self.looks + 1)
        claim = Claim(since=since, until=until, values=self._told(share), exact=is_exact)
        readings = self._readings(until, share, within)
        return self._scene("steady", count, (values,), (claim,), readings)

    def beyond(self, limit: float) -> float:
        above = self.watch.operator == ">"
        return self._share(self._more(limit) if above else self._less(limit))

    def short(self, limit: float) -> float:
        above = self.watch.operator == ">"
        return self._share(self._less(limit) if above else self._more(limit))

    def outbreak(self) -> Scene:
        noticed = self.watch.operator == ">"
        turn = self.clock.count(self.bad)
        over = self._emptied(turn)
        end = self.clock.evaluation(over + self.watch.keep + 3 * self.clock.every)
        count = self.clock.count(end) + 2
        values = self._values((not noticed, turn), (noticed, count - turn))
        first = self._told(float(noticed))
        claims = (
            Claim(since=0.0, until=self._before(turn), values=first, sharp=True, exact=True),
            Claim(since=over, until=end, values=self._told(float(not noticed)), exact=True),
        )
        return self._scene("an outage and its end", count, (values,), claims)

    def shapes(self) -> Iterator[Scene]:
        yield self.nothing("no series", ())
        yield replace(self.steady(0.5), name="it flaps")
        if self.watch.operator == ">":
            yield self._onset()
        yield self._failed_scrape()
        yield self._vanishing()
        yield self._restart()
        yield self._late()
        if self.has_witness and not self.signal.by:
            yield self._never_there()
        if not self.signal.metric.matched("instance"):
            yield self._replicas()

    def _onset(self) -> Scene:
        """All is well, then it stays bad: the share grows with every look."""
        turn = self.clock.count(2 * self.window)
        full = self._emptied(turn)
        end = self.clock.evaluation(full + self.hold + self.clock.every)
        count = self.clock.count(end) + 2
        half = self.clock.evaluation(turn * LOOKS_EVERY + self.window / 2)
        share = (half / LOOKS_EVERY - turn) // 1 + 1
        return self._scene(
            "it turns bad while watched",
            count,
            (self._values((True, turn), (False, count - turn)),),
            tuple(self._growing(turn, full, end)),
            self._readings(half, share / self.looks, 1.5 / self.looks),
        )

    def _growing(self, turn: int, full: float, end: float) -> Iterator[Claim]:
        """From a look on all are bad, and beyond one limit after the other, until all show it."""
        since, looks = 0.0, 0
        for limit in sorted(limit.value for limit in self.watch.limits):
            last = max(math.ceil(limit * (1 - _APART) * self.looks) - 1, 0)
            until = self._before(turn + last)
            if since <= until:
                told = self._told(self._share(looks))
                yield Claim(since=since, until=until, values=told, exact=not looks)
            looks = self._more(limit)
            since = self.clock.evaluation((turn + looks) * LOOKS_EVERY)
        is_full = looks == self.looks
        told = self._told(self._share(looks))
        yield Claim(since=full if is_full else since, until=end, values=told, exact=is_full)

    def _failed_scrape(self) -> Scene:
        """One sample is missing: for one look nothing is there, which a group does not show."""
        turn = self.clock.count(self.settled + self.hold + self.clock.every)
        begin, end = self.clock.evaluation(turn * LOOKS_EVERY), self._before(turn + self.looks)
        count = self.clock.count(max(end, begin)) + 2
        values = joined([self._values((True, turn)), STALE, self._values((True, count))])
        share = 0.0 if self.signal.by or not self.has_witness else 1 / self.looks
        before = self._told(0.0)
        claims = [Claim(since=0.0, until=self._before(turn), values=before, exact=True)]
        if begin < end:
            told = self._told(share)
            claims.append(Claim(since=begin, until=end, values=told, exact=not share))
        return self._scene("one scrape fails", count, (values,), tuple(claims))

    def _vanishing(self) -> Scene:
        """All that was good is there no longer: bad for one of all, nothing for one of several."""
        turn = self.clock.count(self.settled)
        over = self._emptied(turn)
        end = self.clock.evaluation(over + self.hold + self.clock.every)
        values = joined([self._values((True, turn)), STALE])
        is_bad = self.has_witness and not self.signal.by
        claims = (
            Claim(since=0.0, until=self._before(turn), values=self._told(0.0), exact=True),
            Claim(since=over, until=end, values=self._told(1.0) if is_bad else (), exact=True),
        )
        count = self.clock.count(end) + 2
        return self._scene("everything vanishes", count, (values,), claims)

    def _restart(self) -> Scene:
        """Nothing is scraped for some time: of what nobody saw nothing is said."""
        turn, missing = self.clock.count(self.settled), self.clock.count(_DOWNTIME)
        back = self.clock.evaluation((turn + missing) * LOOKS_EVERY)
        end = self.clock.evaluation(back + self.settled + self.hold)
        after = self.clock.count(end) - turn - missing + 2
        values = joined([self._values((True, turn)), gap(missing), self._values((True, after))])
        others = joined([level(1.0, turn), gap(missing), level(1.0, after)])
        claims = tuple(
            Claim(since=since, until=until, values=self._told(0.0), exact=True)
            for since, until in ((0.0, self._before(turn)), (back, end))
        )
        samples = [self._series(self._labels, values)]
        samples += [sample(_UP, labels, others) for labels in self._witnesses()]
        return Scene(
            name="Prometheus itself is away",
            samples=tuple(samples),
            claims=claims,
            readings=self._readings(back, 0.0, 1e-9),
            step=LOOKS_EVERY,
        )

    def _late(self) -> Scene:
        """Prometheus starts, and its first scrape of the target is the last of all."""
        missing = int(parse_duration(SETTLING) / LOOKS_EVERY) - 1
        first = self.clock.evaluation(missing * LOOKS_EVERY)
        end = self.clock.evaluation(first + self.settled + self.hold)
        count = self.clock.count(end) + 2
        values = joined([gap(missing), self._values((True, count - missing))])
        claim = Claim(since=first, until=end, values=self._told(0.0), exact=True)
        readings = self._readings(self.clock.evaluation(first + LOOKS_EVERY), 0.0, 1e-9)
        return self._scene("the first scrape is late", count, (values,), (claim,), readings)

    def _never_there(self) -> Scene:
        """No series at all, while others are scraped."""
        since = self.clock.evaluation(parse_duration(SETTLING))
        end = self.clock.evaluation(since + self.hold + self.clock.every)
        claim = Claim(since=since, until=end, values=self._told(1.0), sharp=True, exact=True)
        return self._scene("nothing was ever there", self.clock.count(end) + 2, (), (claim,))

    def _replicas(self) -> Scene:
        """One of two is bad all the time."""
        end = self.clock.evaluation(self.settled + self.hold + self.clock.every)
        count = self.clock.count(end) + 2
        sides = (self._values((False, count)), self._values((True, count)))
        one, other = self._labels, {**self._labels, "instance": "partner:80"}
        told = self._told(float(self.signal.mode == "all"))
        if self._group(one) != self._group(other):
            told = ((self._group(one), 1.0), (self._group(other), 0.0))
        claim = Claim(since=0.0, until=end, values=told, sharp=True, exact=True)
        return self._scene("one of two is bad", count, sides, (claim,))

    def _scene(
        self,
        name: str,
        count: int,
        values: tuple[str, ...],
        claims: tuple[Claim, ...],
        readings: tuple[Reading, ...] = (),
    ) -> Scene:
        """The series with these values, beside others that the signal must not take for its own."""
        labels = (self._labels, {**self._labels, "instance": "partner:80"})
        samples = [self._series(own, each) for own, each in zip(labels, values, strict=False)]
        # Good ones would hide what is bad from `any`, and bad ones what is good from `all`.
        side = self._values((self.signal.mode == "any", count))
        samples += [self._series(own, side) for own in self.stage.decoys(self.signal.metric)]
        if self.signal.metric.metric != _UP:
            samples += [sample(_UP, own, level(1.0, count)) for own in self._witnesses()]
        return Scene(
            name=name,
            samples=tuple(samples),
            claims=claims,
            readings=readings,
            step=LOOKS_EVERY,
        )

    def _readings(self, at: float, value: float, within: float) -> tuple[Reading, ...]:
        return tuple(
            Reading(
                at=at, name=one.name, labels=self._group(self._labels), value=value, within=within
            )
            for one in self.stage.lowered.recordings
        )

    @property
    def has_witness(self) -> bool:
        """Whether something else is scraped, which tells that Prometheus runs."""
        return bool(self._witnesses())

    def _witnesses(self) -> list[Labels]:
        """Labels of a target that the signal does not look at."""
        metric = self.signal.metric
        if metric.metric == _UP:
            return list(self.stage.decoys(metric))
        return [self.stage.labels(Selector(_UP))]

    def _more(self, limit: float) -> int:
        """The fewest looks that are surely more than this share of a window."""
        least = math.floor(limit * (1 + _APART) * (self.looks + 1)) + 1
        return min(least, self.looks)

    def _less(self, limit: float) -> int:
        """The most looks that are surely less than this share, one more or not."""
        most = math.ceil(limit * (1 - _APART) * (self.looks + 1)) - 2
        return max(most, 0)

    def _share(self, looks: int) -> float:
        return looks / self.looks

    def _before(self, look: int) -> float:
        """The last evaluation before a look."""
        return self.clock.evaluation(look * LOOKS_EVERY) - self.clock.every

    def _emptied(self, look: int) -> float:
        """When nothing before a look is left in the window for certain."""
        return self.clock.evaluation(look * LOOKS_EVERY + self.settled + self.clock.every)

    def _values(self, *stretches: tuple[bool, int]) -> str:
        good, bad = self._sides
        return joined([level(good if is_good else bad, count) for is_good, count in stretches])

    @property
    def _sides(self) -> tuple[float, float]:
        return sides(self.signal)

    def _told(self, value: float) -> tuple[tuple[Labels, float], ...]:
        return ((self._group(self._labels), value),)

    def _group(self, labels: Labels) -> Labels:
        return self.stage.result(labels, self.signal.by)

    def _series(self, labels: Labels, values: str) -> Sample:
        return sample(self.signal.metric.metric, labels, values)

    @property
    def _labels(self) -> Labels:
        return self.stage.labels(self.signal.metric)
