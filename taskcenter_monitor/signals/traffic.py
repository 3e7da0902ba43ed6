"""The traffic below which a share or a quantile of events says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.signals.base import Lowered, Recording, Render, aggregation
from taskcenter_monitor.vocabulary.names import recorded, stem
from taskcenter_monitor.vocabulary.quantities import Quantity, number_text
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.units import PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """The rate of a counter, aggregated like the signal that it guards.

    `guarded` is the recorded name of that signal, which ends in its window.
    """

    selector: Selector
    window: str
    by: Sequence[str] | None
    guarded: str

    def guarding(self, render: Render, expr: str, least: Quantity) -> Lowered:
        """The signal as it is recorded, `expr`, behind the traffic that guards it."""
        traffic = self.recording(render)
        guard = f"{traffic.name} > {per_second(least)}"
        return Lowered((traffic, Recording(self.guarded, expr)), self.guarded, guard)

    def recording(self, render: Render) -> Recording:
        """The rate as a series of its own."""
        return Recording(self._name(), self.expr(render))

    def _name(self) -> str:
        """Signals with the same single label, or none, share the traffic of a whole metric.

        Any other traffic is named after its signal: the shared name tells neither matchers nor
        further labels.
        """
        shared = self.by is not None and len(self.by) <= 1 and not self.selector.matchers
        if shared:
            return recorded(self.by, stem(self.selector.metric), f"rate{self.window}")
        return f"{self.guarded.removesuffix(f'rate{self.window}')}traffic{self.window}"

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
