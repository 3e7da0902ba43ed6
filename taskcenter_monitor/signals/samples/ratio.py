"""Samples of a ratio."""

from __future__ import annotations

from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.samples.share import ShareSampler
from taskcenter_monitor.vocabulary.quantities import Quantity
from taskcenter_monitor.vocabulary.selectors import Selector


class RatioSampler(ShareSampler[Ratio]):
    """Events of which some are bad, or good, as a label or a metric of their own tells."""

    @property
    def part(self) -> Selector:
        return self.signal.bad or self.signal.good or self.signal.total

    @property
    def whole(self) -> Selector:
        return self.signal.total

    @property
    def counts_bad(self) -> bool:
        return self.signal.bad is not None

    @property
    def least(self) -> Quantity | None:
        return self.signal.min_rate
