"""The gauge of a forecast on its way to the limit, and what it is a part of."""

from __future__ import annotations

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.forecast import Forecast
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.stage import Stage, sample
from taskcenter_monitor.vocabulary.samples import STALE, counter, gap, joined, level

CAPACITY = 0.8
"""Little, so that a guard against none must be one."""


class Course:
    """Says in shares of all that there is how far the limit is.

    All is the limit itself, or the whole for what falls.
    """

    def __init__(self, signal: Forecast, stage: Stage) -> None:
        self._signal = signal
        self._stage = stage

    def line(self, reached: float, count: int, fullest: float) -> str:
        """A straight line: such a share is left at first, and nothing once it is `reached`."""
        slope = self.step(fullest * self._stage.clock.step / reached)
        return counter((slope, count), start=self.at(fullest))

    def gauge(self, labels: Labels, values: str) -> Sample:
        """The gauge with its values."""
        return sample(self._signal.metric.metric, labels, values)

    def partner(self, labels: Labels, *stretches: int) -> tuple[Sample, ...]:
        """What the gauge is a part of: so many samples, so many that are missing, and so on."""
        partner = self._signal.capacity or self._signal.whole
        if partner is None:
            return ()
        size = CAPACITY if self._signal.capacity is not None else self._all
        values = scrapes(level(size, 1), *stretches)
        return (sample(partner.metric, self._stage.labels(partner, given=labels), values),)

    def at(self, left: float) -> float:
        """The value of which such a share is left until the limit."""
        return self._limit - self.step(left)

    def step(self, share: float) -> float:
        """A step towards the limit, as a share of all."""
        return share * self._all * (-1 if self._signal.falls else 1)

    @property
    def minded(self) -> float:
        """The share of which an alert minds that no more is left."""
        given = self._signal.max_left
        return 1.0 if given is None else given.base

    @property
    def labels(self) -> Labels:
        """The labels of the gauge; what it is a part of must have them alike."""
        partner = self._signal.capacity or self._signal.whole
        return self._stage.labels(self._signal.metric, *([partner] if partner else []))

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        return self._stage.result(self.labels, self._signal.carried(self._stage.around))

    @property
    def _limit(self) -> float:
        fixed = self._signal.falls_to if self._signal.falls else self._signal.rises_to
        return CAPACITY if fixed is None else fixed.base

    @property
    def _all(self) -> float:
        return 2 * self._limit or CAPACITY if self._signal.falls else self._limit


def scrapes(value: str, *stretches: int) -> str:
    """A value for so many scrapes, then so many that fail, and so on."""
    parts = []
    for number, count in enumerate(stretches):
        missing = [STALE, gap(count - 1)] if count else []
        parts += [f"{value}+0x{count - 1}"] if number % 2 == 0 else missing
    return joined(parts)
