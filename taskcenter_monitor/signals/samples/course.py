"""The gauge of a forecast on its way to the limit, and what it is a part of."""

from __future__ import annotations

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.forecast import Forecast
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.stage import Stage, sample
from taskcenter_monitor.vocabulary.samples import counter, level

CAPACITY = 1000.0


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

    def series(self, labels: Labels, values: str, lasting: float) -> tuple[Sample, ...]:
        """The gauge with its values, and what it is a part of for so many seconds."""
        metric = sample(self._signal.metric.metric, labels, values)
        partner = self._signal.capacity or self._signal.whole
        if partner is None:
            return (metric,)
        size = CAPACITY if self._signal.capacity is not None else self._all
        count = self._stage.clock.count(lasting) + 2
        labels = self._stage.labels(partner, given=labels)
        return metric, sample(partner.metric, labels, level(size, count))

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
