"""Series of what an SLO counts: so many events a second, of which some share is bad.

A scene shows the value of one signal; an error budget wants hours and days of events whose sums are
known. What kinds differ in is which counters an event goes into.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.samples.labels import Labels, NoExampleError, label_value
from taskcenter_monitor.signals.samples.stage import Stage, sample
from taskcenter_monitor.vocabulary.samples import counter, gap, joined
from taskcenter_monitor.vocabulary.selectors import Matcher, Selector

_WHOLE = 1000.0
"""Events in a step, of which parts do not matter any more."""
_PARTS = 64
"""Parts of an event that a float adds up exactly, in few digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Until `until` seconds `speed` events a second come, `share` of which are bad."""

    until: float
    share: float
    speed: float


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


class Events:
    """Makes the series of events for one SLO, whose groups are told apart by the labels `by`."""

    def __init__(self, signal: SignalModel, stage: Stage, by: Sequence[str]) -> None:
        kind: str = signal.kind  # type: ignore[attr-defined]
        if kind not in COUNTED:
            raise NoExampleError(f"no events of kind {kind} can be made up")
        self._counting = COUNTED[kind](signal, stage)
        self._stage = stage
        self._by = by

    def groups(self) -> tuple[Labels, ...]:
        """The labels of one group, and of another one where there can be two."""
        total = self._counting.total
        first = self._stage.result(self._stage.labels(total), self._by)
        for label, value in first.items():
            others = (*total.matched(label), Matcher(label, "!=", value))
            try:
                second = label_value(label, others)
                # What is bad of it may be asked for more closely than all of it.
                self._counting.parts({**first, label: second})
            except NoExampleError:
                continue
            return first, {**first, label: second}
        return (first,)

    def series(self, stretches: Sequence[Stretch], step: float, group: Labels) -> Iterator[Sample]:
        """The counters of a group, `step` seconds between two samples."""
        for part in self._counting.parts(group):
            values = _values(part, stretches, step)
            if values:
                yield sample(part.metric, part.labels, values)

    def strangers(self, speed: float, until: float, step: float) -> Iterator[Sample]:
        """Counters that the SLO must not read, with bad events only."""
        for part in self._counting.strangers():
            values = _values(part, (Stretch(until=until, share=1.0, speed=speed),), step)
            yield sample(part.metric, part.labels, values)


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
    """The least growth of a step that is no smaller, and whose sums are exact."""
    return float(math.ceil(growth)) if growth >= _WHOLE else math.ceil(growth * _PARTS) / _PARTS


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


def _takes(selector: Selector, labels: Labels) -> bool:
    return all(one.accepts(labels.get(one.label, "")) for one in selector.matchers)


COUNTED: Mapping[str, Callable[[Any, Stage], Counting]] = {"ratio": _ratio}
"""The kinds whose events can be made up."""
