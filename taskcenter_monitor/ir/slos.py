"""SLOs with all of their arithmetic done, for those who tell people about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.vocabulary.burning import Burn
from taskcenter_monitor.vocabulary.objectives import number


@dataclass(frozen=True, slots=True, kw_only=True)
class SloWindow:
    """One burn-rate window of an SLO; the durations are as they were written.

    `keep` is how much longer its alert fires.
    """

    name: str
    severity: str
    long: str
    short: str
    wait: str
    keep: str
    burn: Burn
    origin: Origin

    @property
    def shown_limit(self) -> str:
        """The share of bad events above which it fires, as people read it."""
        return f"{number(100 * self.burn.limit)}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slo:
    """One SLO.

    `objective` and `period` are as they were written; `seconds` is the period's length. `labels`
    tell its groups apart. `source` is the selector of all events, "" where missing ones are bad
    themselves. `counts_time` says that every second is an event, and then no traffic is needed.
    `burning` and `missing` are the names of its alerts, "" for one that it has not.
    """

    name: str
    titles: Mapping[str, str]
    signal: str
    objective: str
    budget: str
    period: str
    seconds: float
    interval: str
    labels: tuple[str, ...]
    source: str
    counts_time: bool
    burning: str
    missing: str
    team: str
    windows: tuple[SloWindow, ...]
    origin: Origin

    @property
    def budget_seconds(self) -> float:
        """How long everything may be bad within a period."""
        return float(self.windows[0].burn.budget) * self.seconds
