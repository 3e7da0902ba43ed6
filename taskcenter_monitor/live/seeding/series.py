"""The series of the catalogue, as every scraped target would export them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from zlib import crc32

from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.seeding.labels import Labels
from taskcenter_monitor.live.seeding.moments import Stretch
from taskcenter_monitor.live.seeding.openmetrics import head, lines
from taskcenter_monitor.live.seeding.shapes import DAY, Shape, is_whole, shape, wave
from taskcenter_monitor.vocabulary.names import OF_RULES

AGE = 10 * DAY
"""Seconds that everything has been running for."""
ALIVE_FROM = 5
"""Scrape jobs from which on the last one is down; of fewer each may be the one that counts."""
MOST = 4
"""Targets of one job: what holds for four holds for a hundred."""

_SLOWEST = 1.1
"""How much durations differ, as the deviation of their logarithm."""
_WAYS = 8


def targets(monitoring: Monitoring) -> tuple[tuple[str, Pairs], ...]:
    """The scraped targets, some of each job: their jobs, and the labels that their series have."""
    return tuple(
        (job.name, tuple(sorted({**dict(job.labels), "job": job.name, "instance": one}.items())))
        for job in monitoring.prometheus.jobs
        for one in job.targets[:MOST]
    )


def down(monitoring: Monitoring) -> str:
    """The job that does not answer, so that people see what that looks like; "" for none."""
    jobs = monitoring.prometheus.jobs
    return jobs[-1].name if len(jobs) >= ALIVE_FROM else ""


class Export:
    """What all targets export in one stretch of time. `now` is when people look."""

    def __init__(self, monitoring: Monitoring, stretch: Stretch, now: int) -> None:
        self._stretch = stretch
        self._moments = stretch.moments
        self._now = now
        self._born = now - AGE
        self._labels = Labels(monitoring)
        self._down = down(monitoring)
        self._targets = targets(monitoring)

    def of(self, metric: ExportedMetric) -> Iterator[str]:
        """The samples of a metric, a text for each series."""
        if metric.name in OF_RULES or not self._stretch.has(metric.name):
            return
        for labels, share in self._labels.combinations(metric.labels):
            for job, own in self._targets:
                if metric.jobs and job not in metric.jobs:
                    continue
                if metric.name == "up":
                    yield from self._constant(metric, own, float(job != self._down))
                elif job != self._down:
                    merged = tuple(sorted({**dict(own), **dict(labels)}.items()))
                    yield from self._series(metric, merged, share)

    def _series(self, metric: ExportedMetric, labels: Pairs, share: float) -> Iterator[str]:
        if metric.type == "counter":
            yield self._counter(metric, labels, share)
        elif metric.type == "histogram":
            yield from self._histogram(metric, labels, share)
        elif metric.type == "summary":
            yield from self._summary(metric, labels, share)
        elif metric.unit == "timestamp":
            yield self._timestamp(metric, labels)
        else:
            yield self._gauge(metric, labels, share)

    def _constant(self, metric: ExportedMetric, labels: Pairs, value: float) -> Iterator[str]:
        values = (f"{value:g}" for _ in self._moments)
        yield lines(head(metric.name, labels), self._moments, values)

    def _gauge(self, metric: ExportedMetric, labels: Pairs, share: float) -> str:
        known, way = shape(metric), _way(labels)
        level = known.level * share
        moved = (
            level * known.gained(self._now - at) * (1 + known.swing * wave(at, way))
            for at in self._moments
        )
        whole = is_whole(metric)
        values = (f"{round(value)}" if whole else f"{max(value, 0):.6g}" for value in moved)
        return lines(head(metric.name, labels), self._moments, values)

    def _timestamp(self, metric: ExportedMetric, labels: Pairs) -> str:
        """When something began stays; when something was last done moves on."""
        if "start" in metric.name:
            began = self._born + 7 * DAY + crc32(str(labels).encode()) % 3600
            values = [began] * len(self._moments)
        else:
            values = [at - 20 for at in self._moments]
        return lines(head(metric.name, labels), self._moments, values)

    def _counter(self, metric: ExportedMetric, labels: Pairs, share: float) -> str:
        known = shape(metric)
        whole = is_whole(metric)
        counted = self._counted(known, share, _way(labels))
        values = (int(value) if whole else f"{value:.4f}" for value in counted)
        return lines(head(metric.name, labels), self._moments, values)

    def _counted(self, known: Shape, share: float, way: int) -> Iterator[float]:
        speed = known.level * share
        before = speed * (self._moments[0] - self._born)
        grown = grown_since(self._moments, known.swing, way)
        return (before + speed * each for each in grown)

    def _histogram(self, metric: ExportedMetric, labels: Pairs, share: float) -> Iterator[str]:
        known, way = shape(metric), _way(labels)
        speed = known.level * share
        middle = known.middle or metric.buckets[len(metric.buckets) // 4]
        before = speed * (self._moments[0] - self._born)
        for bound in metric.buckets:
            grown = grown_within(self._moments, known.swing, way, bound / middle)
            start = before * within(bound / middle)
            values = (int(start + speed * each) for each in grown)
            own = (*labels, ("le", f"{bound:g}"))
            yield lines(head(f"{metric.name}_bucket", own), self._moments, values)
        for suffix, own in (("_bucket", (*labels, ("le", "+Inf"))), ("_count", labels)):
            counts = (int(each) for each in self._counted(known, share, way))
            yield lines(head(metric.name + suffix, own), self._moments, counts)
        mean = middle * math.exp(_SLOWEST**2 / 2)
        sums = (f"{mean * each:.4f}" for each in self._counted(known, share, way))
        yield lines(head(f"{metric.name}_sum", labels), self._moments, sums)

    def _summary(self, metric: ExportedMetric, labels: Pairs, share: float) -> Iterator[str]:
        """Pauses of a fifth of a millisecond."""
        known, way = shape(metric), _way(labels)
        if "quantile" in metric.labels:
            yield from self._constant(metric, labels, 0.0002)
        counts = (int(each) for each in self._counted(known, share, way))
        yield lines(head(f"{metric.name}_count", labels), self._moments, counts)
        sums = (f"{0.0002 * each:.6f}" for each in self._counted(known, share, way))
        yield lines(head(f"{metric.name}_sum", labels), self._moments, sums)


def _way(labels: Pairs) -> int:
    return crc32(str(labels).encode()) % _WAYS


def within(part: float, moved: float = 0.0) -> float:
    """The share of durations up to `part` of the middle one; `moved` makes all of them longer."""
    distance = (math.log(part) - moved) / _SLOWEST
    return 0.5 * (1 + math.erf(distance / math.sqrt(2)))


def _steps(moments: Sequence[int]) -> Iterator[int]:
    return (moments[number] - moments[max(number - 1, 0)] for number in range(len(moments)))


@lru_cache(maxsize=256)
def grown_since(moments: tuple[int, ...], swing: float, way: int) -> tuple[float, ...]:
    """What a counter of one a second has grown by since the first moment, at each of them."""
    increments = (
        step * max(1 + swing * wave(at, way), 0)
        for at, step in zip(moments, _steps(moments), strict=True)
    )
    return tuple(accumulate(increments))


@lru_cache(maxsize=512)
def grown_within(
    moments: tuple[int, ...], swing: float, way: int, part: float
) -> tuple[float, ...]:
    """The same for those that last up to `part` of the middle duration; it is slower by day."""
    increments = (
        step * max(1 + swing * wave(at, way), 0) * within(part, 1.5 * wave(at, way + 1))
        for at, step in zip(moments, _steps(moments), strict=True)
    )
    return tuple(accumulate(increments))
