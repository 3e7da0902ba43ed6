"""Series of what an SLO counts where every second is an event: a gauge that changes sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.availability import Availability
from taskcenter_monitor.signals.samples.events import Events, Stretch
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.sampler import BEYOND, SHORT
from taskcenter_monitor.signals.samples.stage import Stage, sample
from taskcenter_monitor.vocabulary.samples import joined, level
from taskcenter_monitor.vocabulary.selectors import Selector

_UP = "up"


def sides(signal: Availability) -> tuple[float, float]:
    """A value that is good and one that is bad; one of them is the limit itself."""
    if signal.good is None:
        return 1.0, 0.0
    operator, limit = signal.good
    above = operator.startswith(">")
    # Zero has nothing beside it that is a part of it.
    more, less = (limit * BEYOND, limit * SHORT) if limit else (1.0, -1.0)
    if signal.reaches_limit:
        return limit, less if above else more
    return (more if above else less), limit


class Outages(Events):
    """The gauge of an availability. A stretch is all bad or all good, whatever its speed."""

    def __init__(self, signal: Availability, stage: Stage, by: Sequence[str]) -> None:
        super().__init__(stage, by)
        self._signal = signal

    @property
    def source(self) -> Selector:
        return self._signal.metric

    def exists(self, group: Labels) -> None:
        self._stage.labels(self.source, given=group)

    def series(self, stretches: Sequence[Stretch], step: float, group: Labels) -> Iterator[Sample]:
        good, bad = self._sides
        parts, before = [], 0
        for stretch in stretches:
            count = round(stretch.until / step)
            parts.append(level(bad if stretch.share else good, count - before))
            before = count
        labels = self._stage.labels(self.source, given=group)
        yield sample(self.source.metric, labels, joined(parts))

    def strangers(self, speed: float, until: float, step: float) -> Iterator[Sample]:
        del speed
        good, bad = self._sides
        # A good one would hide what is bad from `any`, and a bad one what is good from `all`.
        side = good if self._signal.mode == "any" else bad
        for labels in self._stage.decoys(self.source):
            yield sample(self.source.metric, labels, level(side, round(until / step)))

    def witnesses(self, until: float, step: float) -> Iterator[Sample]:
        """Targets that tell that Prometheus runs, and are none of ours; there may be none."""
        if self.source.metric == _UP:
            found = list(self._stage.decoys(self.source))
        else:
            found = [self._stage.labels(Selector(_UP))]
        for labels in found:
            yield sample(_UP, labels, level(1.0, round(until / step)))

    @property
    def _sides(self) -> tuple[float, float]:
        return sides(self._signal)
