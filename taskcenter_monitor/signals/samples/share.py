"""Samples of a share: bad or good events among all events."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Generic

from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.samples.exact import rate_of
from taskcenter_monitor.signals.samples.flow import Flow, speed_in
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.sampler import BEYOND, Kind
from taskcenter_monitor.signals.samples.scene import Claim, Reading, Scene
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.signals.samples.traffic import TrafficSampler
from taskcenter_monitor.vocabulary.samples import STALE, gap, joined, level
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.units import PER_SECOND

_PARTS = 32
"""Parts into which events are divided to find two rates with a given sum."""
_SMALL = 0.45
"""A limit up to which half a window can be told from a whole one by what is beyond the limit."""
_NEAR = 0.75
"""A share that is not quite bad enough half a window after the turn, as a part of the limit."""
_BEFORE = 3.0
"""How much more happens before everything turns bad, so that each window shows in the share."""


class ShareSampler(TrafficSampler[Kind], Generic[Kind]):
    """Events of which some are bad; either those or the good ones are counted beside all."""

    @property
    @abstractmethod
    def part(self) -> Selector:
        """What is counted among all events."""

    @property
    @abstractmethod
    def whole(self) -> Selector:
        """All events."""

    @property
    @abstractmethod
    def counts_bad(self) -> bool:
        """Whether the events that are counted are the bad ones."""

    @property
    def marked(self) -> Labels:
        """Labels of an event that is counted."""
        if self.is_split:
            return self.stage.labels(self.part)
        return self.stage.labels(self.part, self.whole)

    @property
    def is_split(self) -> bool:
        """Whether part and whole are counted by metrics of their own."""
        return self.part.metric != self.whole.metric

    @classmethod
    def usual_limit(cls, signal: Kind, around: Surroundings) -> float:
        del signal, around
        return 0.5

    def flows(self, value: float, traffic: float) -> Sequence[Flow]:
        return self.counted(value, traffic)

    def counted(self, value: float, traffic: float) -> Sequence[Flow]:
        """The two counters of which the share is made."""
        total = self.usual * traffic
        share = value if self.counts_bad else 1 - value
        marked = Flow(self.part.metric, self.marked, share * total)
        if self.is_split:
            found = [marked, Flow(self.whole.metric, self._all, total)]
        else:
            others = self.stage.labels(self.whole, refused=self.part)
            found = [marked, Flow(self.part.metric, others, (1 - share) * total)]
        # Where nothing ever happened there is no series, and the share must be 0 all the same.
        return [flow for flow in found if flow.speed]

    def decoys(self) -> Iterator[Flow]:
        for labels in self.stage.decoys(self.whole):
            yield Flow(self.whole.metric, labels, self.usual * 5)

    def silent(self) -> Iterator[str]:
        for recording in self.stage.lowered.recordings[-1:]:
            yield recording.name

    def hits(self, value: float, traffic: float) -> bool:
        rates = [rate_of(flow.speed, self.window) for flow in self.counted(value, traffic)]
        if len(rates) < 2:
            return False
        marked, rest = rates
        total = rest if self.is_split else marked + rest
        share = marked / total if total else 0.0
        return (share if self.counts_bad else 1 - share) == value

    def comes_out(self, speed: float) -> bool:
        return any(self._adds_up(share, speed) for share in self._bad_shares())

    @property
    def crowded(self) -> float:
        speed = float(self.least.in_unit(PER_SECOND)) if self.least is not None else 0.0
        found = (share for share in self._bad_shares() if self._adds_up(share, speed))
        return next(found, self.extreme)

    def _bad_shares(self) -> Iterator[float]:
        """Values beyond every limit; rates of two counters add up where that of one is rounded."""
        yield self.extreme
        if not self.is_split:
            for part in range(_PARTS - 1, 0, -1):
                share = part / _PARTS
                if self.watch.operator == ">" and share > self.watch.outermost * BEYOND:
                    yield share

    def _adds_up(self, share: float, speed: float) -> bool:
        """Whether so many events a second, in two counters, have exactly that rate."""
        parts = (share * speed, (1 - share) * speed)
        return sum(rate_of(part, self.window) for part in parts) == speed

    def shapes(self) -> Iterator[Scene]:
        yield from super().shapes()
        if self.counts_bad and self.watch.operator == ">":
            yield self._first_bad_event()
        yield self._never()
        if self.is_split:
            yield self._of_nothing()
        yield from self.turning((0.0, _BEFORE), (1.0, 1.0))
        if not self.stage.lowered.recordings and self.watch.operator == ">":
            yield from self._halves()

    @property
    def extreme(self) -> float:
        return 1.0 if self.watch.operator == ">" else 0.0

    @property
    def normal(self) -> float:
        return 0.0 if self.watch.operator == ">" else 1.0

    def beyond(self, limit: float) -> float:
        return _within(super().beyond(limit), limit, limit == 0)

    def short(self, limit: float) -> float:
        return _within(super().short(limit), limit, False)

    @property
    def result(self) -> Labels:
        return self.stage.result(self._all, self.signal.carried(self.stage.around))

    def _first_bad_event(self) -> Scene:
        """A series that begins with 1 has not grown: nothing is known of the event."""
        healthy = self.even(0.0, 1.0)
        until = healthy.claims[0].until
        begin = self.clock.count(self.settled)
        values = joined([gap(begin), level(1.0, self.clock.count(until) - begin + 2)])
        event = sample(self.part.metric, self.marked, values)
        claim = Claim(since=self.settled, until=until, values=((self.result, 0.0),), exact=True)
        samples = (*healthy.samples, event)
        return Scene(name="the first bad event", samples=samples, claims=(claim,))

    def _never(self) -> Scene:
        """No event that is counted has a series: the share is known all the same, to the end."""
        share = 0.0 if self.counts_bad else 1.0
        scene = self.even(share, 1.0)
        until = scene.claims[0].until
        late = self.clock.evaluation(until + self.window * 0.7)
        samples = tuple(
            self.grown(flow, (flow.speed, self.clock.count(until)), end=STALE)
            for flow in self.flows(share, 1.0)
        )
        last = tuple(self._last(late, share, 1e-9))
        name = f"nothing {'bad' if self.counts_bad else 'good'} ever happens"
        readings = (*scene.readings, *last)
        return Scene(name=name, samples=samples, claims=scene.claims, readings=readings)

    def _of_nothing(self) -> Scene:
        """Some are counted, and in all there is nothing: a share of it means nothing."""
        until = self.clock.evaluation(self.settled + self.hold)
        count = self.clock.count(until) + 2
        samples = (
            self.grown(Flow(self.part.metric, self.marked, self.usual), (self.usual, count)),
            sample(self.whole.metric, self._all, level(7.0, count)),
        )
        scene = self.nothing("a share of nothing", samples)
        return replace(scene, silent=tuple((until, name) for name in self.silent()))

    def _halves(self) -> Iterator[Scene]:
        """Half of a window is good and half of it bad, and in all it is not quite bad enough.

        Where the share is not recorded, only the alert tells over which window it was taken.
        """
        limit = self.watch.innermost
        if not 0 < limit < _SMALL or not self.is_fine:
            return
        near = limit * _NEAR
        bad, good = (1.0, 1.0), (0.0, 1 / near - 1)
        for name, first, second in (
            ("much good, then bad", good, bad),
            ("bad, then much good", bad, good),
        ):
            yield self._half(name, first, second)

    def _half(self, name: str, before: tuple[float, float], after: tuple[float, float]) -> Scene:
        turn = self.clock.evaluation(
            max(self.settled + self.hold, 2 * self.window) + 2 * self.clock.every
        )
        at = self.clock.evaluation(turn + self.window / 2)
        end = self.end - self.bad + turn
        counts = self.clock.count(turn), self.clock.count(end - turn) + 1
        old, new = self.by_key(*before), self.by_key(*after)
        # A counter that stands at 0 is taken to have begun there, and its rate for a bit less.
        past = max(flow.speed for flow in (*old.values(), *new.values())) * self.window
        samples = tuple(
            self.grown(
                flow,
                (speed_in(old, key), counts[0]),
                (speed_in(new, key), counts[1]),
                start=past,
            )
            for key, flow in (old | new).items()
        )
        calm = ((self.result, 0.0),)
        claims: tuple[Claim, ...] = (Claim(since=self.settled, until=at, values=calm),)
        if before[0]:
            claims = (
                Claim(
                    since=self.settled, until=turn - self.clock.every, values=((self.result, 1.0),)
                ),
                Claim(since=at, until=end, values=calm),
            )
        return Scene(name=name, samples=samples, claims=claims)

    def _last(self, at: float, value: float, within: float) -> Iterator[Reading]:
        """The share as it is recorded."""
        for recording in self.stage.lowered.recordings[-1:]:
            yield self.reading(recording.name, at, value, within)

    @property
    def _all(self) -> Labels:
        return self.stage.labels(self.whole)


def _within(value: float, limit: float, from_nothing: bool) -> float:
    """A share is at most 1; the least of a share is a hundredth."""
    if from_nothing:
        return 0.01
    return value if value < 1 else (limit + 1) / 2
