"""Series of events that are counted: kinds differ in which counters an event goes into."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.latency import Latency
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.samples.events import Events, Stretch
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.stage import Stage, sample
from taskcenter_monitor.vocabulary.buckets import spellings
from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.samples import counter, gap, joined
from taskcenter_monitor.vocabulary.selectors import Selector

_WHOLE = 1000.0
"""Events in a step, of which parts do not matter any more."""
_PARTS = 64
"""Parts of an event that a float adds up exactly, in few digits."""
_APART = 0.5
"""Of the events between the bucket of a latency and the next one, the part in the nearer half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One counter, and how often it counts a good event and a bad one."""

    metric: str
    labels: Labels
    good: float
    bad: float

    def growth(self, stretch: Stretch) -> float:
        """How much it grows in a second."""
        return stretch.speed * ((1 - stretch.share) * self.good + stretch.share * self.bad)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How a kind counts: the selector of all events, and the counters that see them.

    `strangers` must not be counted at all, though they are bad all the time.
    """

    total: Selector
    parts: Callable[[Labels], Sequence[Part]]
    strangers: Callable[[], Sequence[Part]]


class Counters(Events):
    """The counters of a kind."""

    def __init__(self, counting: Counting, stage: Stage, by: Sequence[str]) -> None:
        super().__init__(stage, by)
        self._counting = counting

    @property
    def source(self) -> Selector:
        return self._counting.total

    def exists(self, group: Labels) -> None:
        self._counting.parts(group)

    def series(self, stretches: Sequence[Stretch], step: float, group: Labels) -> Iterator[Sample]:
        for part in self._counting.parts(group):
            values = _values(part, stretches, step)
            if values:
                yield sample(part.metric, part.labels, values)

    def strangers(self, speed: float, until: float, step: float) -> Iterator[Sample]:
        for part in self._counting.strangers():
            values = _values(part, (Stretch(until=until, share=1.0, speed=speed),), step)
            yield sample(part.metric, part.labels, values)


def ratio_events(signal: Ratio, stage: Stage, by: Sequence[str]) -> Events:
    """Bad or good events beside all of them, in one metric or in two."""
    return Counters(_ratio(signal, stage), stage, by)


def latency_events(signal: Latency, stage: Stage, by: Sequence[str]) -> Events:
    """Observations of a histogram, of which the good ones are in a bucket."""
    return Counters(_latency(signal, stage), stage, by)


def _values(part: Part, stretches: Sequence[Stretch], step: float) -> str:
    """A counter begins, with 0, where something is counted first, and ends with its last stretch.

    Without the 0 the first event would be lost: a rate only sees what grows.
    """
    slopes: list[tuple[float, int]] = []
    missing, before = 0, 0
    for stretch in stretches:
        count = round(stretch.until / step)
        growth = _exact(part.growth(stretch) * step)
        if slopes or growth:
            slopes.append((growth, count - before))
        else:
            missing = count
        before = count
    return joined([gap(missing), counter(*slopes)]) if slopes else ""


def at_least(growth: float) -> float:
    """The least growth of a step that is no smaller, more than none, and whose sums are exact."""
    if growth >= _WHOLE:
        return float(math.ceil(growth))
    return max(1, math.ceil(growth * _PARTS)) / _PARTS


def _exact(growth: float) -> float:
    """The nearest growth whose sums are exact: an error in the last bit looks like a reset."""
    return float(round(growth)) if growth >= _WHOLE else round(growth * _PARTS) / _PARTS


def _ratio(signal: Ratio, stage: Stage) -> Counting:
    part = signal.bad or signal.good or signal.total
    total, counts_bad = signal.total, signal.bad is not None

    def parts(group: Labels) -> tuple[Part, ...]:
        good, bad = (0.0, 1.0) if counts_bad else (1.0, 0.0)
        if part.metric != total.metric:
            marked, every = stage.labels(part, given=group), stage.labels(total, given=group)
            return (
                Part(metric=part.metric, labels=marked, good=good, bad=bad),
                Part(metric=total.metric, labels=every, good=1.0, bad=1.0),
            )
        marked = stage.labels(part, total, given=group)
        others = stage.labels(total, refused=part, given=group)
        return (
            Part(metric=part.metric, labels=marked, good=good, bad=bad),
            Part(metric=part.metric, labels=others, good=bad, bad=good),
        )

    def strangers() -> tuple[Part, ...]:
        found = [
            Part(metric=total.metric, labels=one, good=1, bad=1) for one in stage.decoys(total)
        ]
        known = [(one.metric, one.labels) for one in found]
        for labels in stage.decoys(part):
            is_counted = part.metric == total.metric and _takes(total, labels)
            if not is_counted and (part.metric, labels) not in known:
                found.append(Part(metric=part.metric, labels=labels, good=1.0, bad=1.0))
        return tuple(found)

    return Counting(total=total, parts=parts, strangers=strangers)


def _latency(signal: Latency, stage: Stage) -> Counting:
    bound = spellings(signal.bound)[0]
    edges = stage.around.buckets_of(signal.metric.metric)

    def bucket(labels: Labels, edge: str, good: float, bad: float) -> Part:
        metric = signal.bucket.metric
        return Part(metric=metric, labels={**labels, "le": edge}, good=good, bad=bad)

    def parts(group: Labels) -> tuple[Part, ...]:
        labels = stage.labels(signal.bucket, given=group)
        every = stage.labels(signal.count, given=group)
        smaller = [number_text(edge) for edge in edges if edge < signal.bound][-1:]
        larger = [number_text(edge) for edge in edges if edge > signal.bound][:1]
        return (
            *(bucket(labels, edge, _APART, 0.0) for edge in smaller),
            bucket(labels, bound, 1.0, 0.0),
            *(bucket(labels, edge, 1.0, _APART) for edge in larger),
            bucket(labels, "+Inf", 1.0, 1.0),
            Part(metric=signal.count.metric, labels=every, good=1.0, bad=1.0),
        )

    def strangers() -> tuple[Part, ...]:
        counts, buckets = (signal.metric.suffixed(end) for end in ("_count", "_bucket"))
        return (
            *(
                Part(metric=counts.metric, labels=one, good=1.0, bad=1.0)
                for one in stage.decoys(counts)
            ),
            *(bucket(one, bound, 1.0, 1.0) for one in stage.decoys(buckets)),
        )

    return Counting(total=signal.count, parts=parts, strangers=strangers)


def _takes(selector: Selector, labels: Labels) -> bool:
    return all(one.accepts(labels.get(one.label, "")) for one in selector.matchers)
