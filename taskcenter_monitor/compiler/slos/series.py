"""What is recorded for an SLO: sums of rates over 5 minutes, and the shares that follow.

The long windows divide sums by sums. A mean of ratios would weigh an idle hour like a busy one, and
a single ratio of nothing over nothing would spoil a month.

They sum over every evaluation. One rate in five minutes would be a fifth of the samples, but what
happens between the last scrape of one rate's window and the first of the next is in neither: with
scrapes 15 s apart that is a twentieth of everything, and always the same seconds of the clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.ir.rules import RecordingRule
from taskcenter_monitor.signals.base import Events
from taskcenter_monitor.spec.slos import SloEntry
from taskcenter_monitor.vocabulary.burning import BASE, BASE_SECONDS
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
        for window in dict.fromkeys((*self._windows(), self._entry.value.period)):
            yield self._rule(self.share(window), self._division(window))
        yield from self._budget()

    def events_in(self, window: str) -> str:
        """How many events a window saw, as PromQL: the rates are one evaluation apart."""
        seconds = parse_duration(self._entry.interval)
        return f"{seconds:g} * sum_over_time({self.total}[{window}])"

    def _windows(self) -> tuple[str, ...]:
        """Every window that is alerted on, from the shortest to the longest."""
        own = (text for one in self._entry.windows for text in (one.value.long, one.value.short))
        return tuple(sorted(dict.fromkeys(own), key=parse_duration))

    def _division(self, window: str) -> str:
        """Sums over sums, where there was anything."""
        if parse_duration(window) == BASE_SECONDS:
            return f"{self.bad}\n/\n({self.total} > 0)"
        bad, total = (f"sum_over_time({one}[{window}])" for one in (self.bad, self.total))
        return f"{bad}\n/\n({total} > 0)"

    def _budget(self) -> Iterator[RecordingRule]:
        entry = self._entry
        longs = [one.value.long for one in entry.windows]
        budget = number(1 - entry.value.objective.part)
        period = self.share(entry.value.period)
        yield self._shared(SLO_OBJECTIVE, f"vector({number(entry.value.objective.part)})")
        yield self._shared(SLO_ATTAINED, f"1 - {period}")
        yield self._shared(SLO_REMAINING, f"1 - {period} / {budget}")
        yield self._shared(SLO_PROJECTED, f"1 - {self.share(longs[-1])} / {budget}")
        yield self._shared(SLO_BURN_RATE, f"{self.share(longs[0])} / {budget}")

    def _rule(self, name: str, expr: str) -> RecordingRule:
        return RecordingRule(record=name, expr=expr, origin=self._entry.origin)

    def _shared(self, name: str, expr: str) -> RecordingRule:
        labels = (("slo", self._entry.name),)
        return RecordingRule(record=name, expr=expr, labels=labels, origin=self._entry.origin)
