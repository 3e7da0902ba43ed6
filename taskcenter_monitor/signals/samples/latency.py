"""Samples of a latency: a histogram of which one bucket is looked at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from taskcenter_monitor.signals.latency import Latency
from taskcenter_monitor.signals.samples.flow import Flow
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.scene import Scene
from taskcenter_monitor.signals.samples.share import ShareSampler
from taskcenter_monitor.vocabulary.buckets import spellings
from taskcenter_monitor.vocabulary.quantities import Quantity, number_text
from taskcenter_monitor.vocabulary.selectors import Selector

_APART = 0.1
"""The share of all observations between the bucket and the next one on either side."""

_AHEAD = 1.2
"""Times that a bucket grows as fast as the count: further ahead than any extrapolation puts it."""


class LatencySampler(ShareSampler[Latency]):
    """Observations of which the good ones are in a bucket, and in all larger ones."""

    spelling = 0
    """Which of the ways to write the bound the bucket has."""

    @property
    def part(self) -> Selector:
        return self.signal.bucket

    @property
    def whole(self) -> Selector:
        return self.signal.count

    @property
    def counts_bad(self) -> bool:
        return False

    @property
    def least(self) -> Quantity | None:
        return self.signal.min_rate

    @property
    def marked(self) -> Labels:
        return {**super().marked, "le": spellings(self.signal.bound)[self.spelling]}

    def flows(self, value: float, traffic: float) -> Sequence[Flow]:
        others = (
            Flow(self.part.metric, {**self.marked, "le": edge}, share * self.usual * traffic)
            for edge, share in self._others(1 - value)
        )
        return [*self.counted(value, traffic), *(flow for flow in others if flow.speed)]

    def decoys(self) -> Iterator[Flow]:
        yield from super().decoys()
        le = self.marked["le"]
        for labels in self.stage.decoys(self.signal.metric.suffixed("_bucket")):
            yield Flow(self.part.metric, {**labels, "le": le}, self.usual * 5)

    def shapes(self) -> Iterator[Scene]:
        yield from super().shapes()
        yield from self._spelt_otherwise()
        yield self._ahead()

    def _others(self, share: float) -> Iterator[tuple[str, float]]:
        """The next smaller and larger bucket and the last one, where `share` is in the bucket."""
        bound = self.signal.bound
        edges = self.stage.around.buckets_of(self.signal.metric.metric)
        place = bisect_left(edges, bound)
        if place:
            yield number_text(edges[place - 1]), max(share - _APART, 0.0)
        larger = [edge for edge in edges[place : place + 2] if edge > bound]
        if larger:
            yield number_text(larger[0]), min(share + _APART, 1.0)
        yield "+Inf", 1.0

    def _ahead(self) -> Scene:
        """The bucket grows faster than what counts all: nothing is less than none."""
        scene = self.even(0.0, 1.0)
        count = self.steps_until(scene.claims)
        samples = tuple(
            self.grown(flow, (flow.speed * (_AHEAD if "le" in flow.labels else 1), count))
            for flow in self.flows(0.0, 1.0)
        )
        return replace(scene, name="the bucket is ahead of the count", samples=samples)

    def _spelt_otherwise(self) -> Iterator[Scene]:
        """The same bucket as another version of Prometheus, or another client, writes it."""
        value = self.beyond(self.watch.outermost)
        for number, text in enumerate(spellings(self.signal.bound)):
            if number != self.spelling:
                other = LatencySampler(self.signal, self.stage, self.watch)
                other.spelling = number
                yield replace(other.steady(value), name=f"the bucket is written {text}")
