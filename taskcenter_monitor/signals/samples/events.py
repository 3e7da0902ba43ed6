"""Series of what an SLO counts: so many events a second, of which some share is bad.

A scene shows the value of one signal; an error budget wants hours and days of events whose sums are
known.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.samples.labels import Labels, NoExampleError, label_value
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.vocabulary.selectors import Matcher, Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Until `until` seconds `speed` events a second come, `share` of which are bad."""

    until: float
    share: float
    speed: float


class Events(ABC):
    """Makes the series of events for one SLO, whose groups are told apart by the labels `by`."""

    def __init__(self, stage: Stage, by: Sequence[str]) -> None:
        self._stage = stage
        self._by = by

    @property
    @abstractmethod
    def source(self) -> Selector:
        """The series of all events."""

    @abstractmethod
    def exists(self, group: Labels) -> None:
        """Raises NoExampleError where such a group cannot be."""

    @abstractmethod
    def series(self, stretches: Sequence[Stretch], step: float, group: Labels) -> Iterator[Sample]:
        """The series of a group, `step` seconds between two samples."""

    @abstractmethod
    def strangers(self, speed: float, until: float, step: float) -> Iterator[Sample]:
        """Series that the SLO must not read, with bad events only."""

    def witnesses(self, until: float, step: float) -> Iterator[Sample]:
        """Series that must be there for missing ones to be bad; most kinds have none."""
        del until, step
        yield from ()

    def groups(self) -> tuple[Labels, ...]:
        """The labels of one group, and of another one where there can be two."""
        first = self._stage.result(self._stage.labels(self.source), self._by)
        for label, value in first.items():
            others = (*self.source.matched(label), Matcher(label, "!=", value))
            try:
                second = label_value(label, others)
                # What is bad of it may be asked for more closely than all of it.
                self.exists({**first, label: second})
            except NoExampleError:
                continue
            return first, {**first, label: second}
        return (first,)
