"""The traffic below which a ratio or a quantile says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.signals.base import Recording, Render, aggregation
from taskcenter_monitor.vocabulary.names import recorded, stem
from taskcenter_monitor.vocabulary.quantities import Quantity, number_text
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.units import PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """The rate of a counter, aggregated like the signal that it guards."""

    selector: Selector
    window: str
    by: Sequence[str] | None

    def recording(self, render: Render) -> Recording:
        """The rate as a series of its own."""
        name = recorded(self.by, stem(self.selector.metric), f"rate{self.window}")
        return Recording(name, self.expr(render))

    def expr(self, render: Render) -> str:
        """The rate in PromQL."""
        variables: Mapping[str, str] = {
            "metric": str(self.selector),
            "window": self.window,
            "sum": aggregation("sum", self.by),
        }
        return render("rate", "signal", variables)


def per_second(rate: Quantity | None) -> str:
    """A rate as PromQL writes it; 0 for none."""
    return number_text(rate.in_unit(PER_SECOND)) if rate is not None else "0"
