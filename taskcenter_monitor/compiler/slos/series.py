"""What is recorded for an SLO: sums of rates over 5 minutes, and the shares that follow.

The long windows divide sums by sums. A mean of ratios would weigh an idle hour like a busy one, and
a single ratio of nothing over nothing would spoil a month.

They sum over every evaluation. One rate in five minutes would be a fifth of the samples, but what
happens between the last scrape of one rate's window and the first of the next is in neither: with
scrapes 15 s apart that is a twentieth of everything, and always the same seconds of the clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.ir.rules import RecordingRule
from taskcenter_monitor.signals.base import Events
from taskcenter_monitor.spec.slos import SloEntry, WindowEntry
from taskcenter_monitor.vocabulary.burning import BASE, BASE_SECONDS, Burn
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import (
    SLO_ATTAINED,
    SLO_BURN_RATE,
    SLO_OBJECTIVE,
    SLO_PROJECTED,
    SLO_REMAINING,
    slo_series,
)
from taskcenter_monitor.vocabulary.objectives import number


class SloSeries:
    """The names of the series of one SLO, and the rules that record them."""

    def __init__(self, entry: SloEntry, events: Events) -> None:
        self._entry = entry
        self._events = events
        self.bad = slo_series(entry.name, f"bad_rate{BASE}")
        self.total = slo_series(entry.name, f"total_rate{BASE}")

    def share(self, window: str) -> str:
        """The share of bad events over a window."""
        return slo_series(self._entry.name, f"error_ratio_rate{window}")

    def rules(self) -> Iterator[RecordingRule]:
        """All of them, each behind what it reads."""
        yield self._rule(self.bad, self._events.bad)
        # Every second counts: what is looked at for the bad ones need not be looked at again.
        total = f"0 * {self.bad} + 1" if self._events.are_seconds else self._events.total
        yield self._rule(self.total, total)
        for window in self._windows():
            yield self._rule(self.share(window), self._division(window))
        period = self._entry.value.period
        if period not in self._windows():
            yield self._rule(self.share(period), self._division(period, self._enough))
        yield from self._budget()

    def _windows(self) -> tuple[str, ...]:
        """Every window that is alerted on, from the shortest to the longest."""
        own = (text for one in self._entry.windows for text in (one.value.long, one.value.short))
        return tuple(sorted(dict.fromkeys(own), key=parse_duration))

    @property
    def _enough(self) -> str:
        """A total from which on a budget means something: it lets as many fail as an alert needs.

        A budget of less than one event would be overdrawn a hundred times by the first failure of
        a new service, or of a group that hardly does anything.
        """
        if self._events.are_seconds:
            return "> 0"
        value = self._entry.value
        needed = math.ceil(value.min_failures / (1 - value.objective.part))
        return f">= {needed} / {parse_duration(self._entry.interval):g}"

    def _division(self, window: str, enough: str = "> 0") -> str:
        """Sums over sums, where there was anything."""
        if parse_duration(window) == BASE_SECONDS:
            return f"{self.bad}\n/\n({self.total} > 0)"
        bad, total = (f"sum_over_time({one}[{window}])" for one in (self.bad, self.total))
        return f"{bad}\n/\n({total} {enough})"

    def _budget(self) -> Iterator[RecordingRule]:
        entry = self._entry
        budget = number(1 - entry.value.objective.part)
        period = self.share(entry.value.period)
        yield self._shared(SLO_OBJECTIVE, f"vector({number(entry.value.objective.part)})")
        yield self._shared(SLO_ATTAINED, f"1 - {period}")
        yield self._shared(SLO_REMAINING, f"1 - {period} / {budget}")
        first, last = entry.windows[0], entry.windows[-1]
        yield self._shared(SLO_PROJECTED, self._paced(f"1 - {{}} / {budget}", last))
        yield self._shared(SLO_BURN_RATE, self._paced(f"{{}} / {budget}", first))

    def gate(self, window: str, burn: Burn) -> str:
        """That a window saw enough events, as PromQL: the rates are one evaluation apart."""
        seconds = parse_duration(self._entry.interval)
        return f"{seconds:g} * sum_over_time({self.total}[{window}]) >= {burn.needed}"

    def _paced(self, expr: str, window: WindowEntry) -> str:
        """What follows from the pace in a window, for as long as an alert would believe it."""
        paced = expr.format(self.share(window.value.long))
        if self._events.are_seconds:
            return paced
        return f"{paced}\nand\n{self.gate(window.value.long, self._entry.burn(window))}"

    def _rule(self, name: str, expr: str) -> RecordingRule:
        return RecordingRule(record=name, expr=expr, origin=self._entry.origin)

    def _shared(self, name: str, expr: str) -> RecordingRule:
        labels = (("slo", self._entry.name),)
        return RecordingRule(record=name, expr=expr, labels=labels, origin=self._entry.origin)
