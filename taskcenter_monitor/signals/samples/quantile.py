"""Samples of a quantile: a histogram with just enough observations in one bucket."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.signals.samples.exact import rate_of
from taskcenter_monitor.signals.samples.flow import Flow
from taskcenter_monitor.signals.samples.labels import Labels, NoExampleError
from taskcenter_monitor.signals.samples.sampler import printable
from taskcenter_monitor.signals.samples.traffic import TrafficSampler
from taskcenter_monitor.vocabulary.quantities import Quantity
from taskcenter_monitor.vocabulary.samples import number
from taskcenter_monitor.vocabulary.selectors import Selector


class QuantileSampler(TrafficSampler[Quantile]):
    """Observations of which most are fast, and a share is in the bucket that holds the value."""

    @classmethod
    def usual_limit(cls, signal: Quantile, around: Surroundings) -> float:
        edges = around.buckets_of(signal.metric.metric)
        return edges[len(edges) // 2] if edges else 1.0

    def flows(self, value: float, traffic: float) -> Sequence[Flow]:
        rate = self.usual * traffic
        found = [
            Flow(self._buckets.metric, {**self._labels, "le": edge}, share * rate)
            for edge, share in self._shares(value)
        ]
        if self.signal.traffic is not None:
            labels = self.stage.labels(self.signal.traffic)
            found.append(Flow(self.signal.traffic.metric, labels, rate))
        elif self.signal.min_rate is not None:
            found.append(Flow(self._count.metric, self._labels, rate))
        return found

    def decoys(self) -> Iterator[Flow]:
        for labels in self.stage.decoys(self._buckets):
            for edge, share in self._shares(self.extreme):
                yield Flow(self._buckets.metric, {**labels, "le": edge}, share * self.usual * 100)
        counted = self.signal.traffic or self._count
        if self.signal.min_rate is not None:
            for labels in self.stage.decoys(counted):
                yield Flow(counted.metric, labels, self.usual * 100)

    def hits(self, value: float, traffic: float) -> bool:
        if value not in self._edges:
            return False
        shares = dict(self._shares(value))
        rate = self.usual * traffic
        inside = rate_of(shares[number(value)] * rate, self.window)
        place = self._edges.index(value)
        low = self._edges[place - 1] if place else 0.0
        is_edge = low + (value - low) == value
        return is_edge and inside == self.signal.quantile * rate_of(rate, self.window)

    def comes_out(self, speed: float) -> bool:
        return rate_of(speed, self.window) == speed

    @property
    def least(self) -> Quantity | None:
        return self.signal.min_rate

    @property
    def extreme(self) -> float:
        if self.watch.operator == ">":
            return max(self._far, self.beyond(self.watch.outermost))
        return self._span[0]

    @property
    def normal(self) -> float:
        if self.watch.operator == ">":
            return self._span[0]
        return max(self._far, self.short(self.watch.innermost))

    def beyond(self, limit: float) -> float:
        return self._within(super().beyond(limit), limit)

    def short(self, limit: float) -> float:
        return self._within(super().short(limit), limit)

    @property
    def result(self) -> Labels:
        return self.stage.result(self._labels, self.signal.carried(self.stage.around))

    def _shares(self, value: float) -> Iterator[tuple[str, float]]:
        """The buckets told, each with the share of observations up to its edge.

        Prometheus interpolates evenly within the bucket that holds the quantile. As many as can
        be are put there, and the others below and above so that the value comes out.
        """
        edges, q = self._edges, self.signal.quantile
        place = bisect_left(edges, value)
        if place == len(edges):
            raise NoExampleError(f"{value:g} lies beyond the last bucket, {edges[-1]:g}")
        low = edges[place - 1] if place else 0.0
        along = (value - low) / (edges[place] - low)
        if value < self._span[0]:
            raise NoExampleError(
                f"a quantile of {q:g} is never less than {self._span[0]:g}: "
                f"the first bucket ends at {edges[0]:g}"
            )
        last = len(edges) - 1
        inside = min(q / along, 1.0 if along == 1 else (1 - q) / (1 - along))
        below = max(0.0, q - along * inside)
        upto = min(1.0, below + inside)
        for index, edge in enumerate(edges):
            if index in self._told:
                share = below if index < place else upto
                yield number(edge), 1.0 if place < index == last else share
        yield "+Inf", 1.0

    def _within(self, value: float, limit: float) -> float:
        """The value, or one nearer to the limit where no histogram has the value."""
        least, most = self._span
        if value > most > limit:
            return min(printable((limit + most) / 2), most)
        if value < least < limit:
            return max(printable((limit + least) / 2), least)
        return value

    @property
    def _far(self) -> float:
        return (self._edges[-2] + self._edges[-1]) / 2

    @property
    def _span(self) -> tuple[float, float]:
        """The least and the greatest value of the quantile.

        With every observation in the first bucket it is that far along it; beyond the last bucket
        nothing is known but its edge.
        """
        return self.signal.quantile * self._edges[0], self._edges[-1]

    @property
    def _told(self) -> frozenset[int]:
        """The buckets that matter: the first, the last two, and those around every limit."""
        edges = self._edges
        found = {0, len(edges) - 2, len(edges) - 1}
        for limit in self.watch.limits:
            place = bisect_left(edges, limit.value)
            found.update(range(max(0, place - 1), min(len(edges), place + 2)))
        return frozenset(found)

    @property
    def _edges(self) -> tuple[float, ...]:
        edges = self.stage.around.buckets_of(self.signal.metric.metric)
        if len(edges) < 2:
            name = self.signal.metric.metric
            raise NoExampleError(f"{name} has fewer than two buckets in the metric catalogue")
        return edges

    @property
    def _buckets(self) -> Selector:
        return self.signal.metric.suffixed("_bucket")

    @property
    def _count(self) -> Selector:
        return self.signal.metric.suffixed("_count")

    @property
    def _labels(self) -> Labels:
        return self.stage.labels(self._buckets)
