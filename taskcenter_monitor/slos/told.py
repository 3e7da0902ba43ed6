"""An SLO as it is told of: its arithmetic with the times and places that people ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.ir.slos import Slo, SloWindow

BAD = (1.0, 0.1, 0.01)
"""Shares of bad events for which is told how soon somebody hears of them: an outage first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldWindow:
    """One burn-rate window.

    `fires` are seconds from the first bad event on, for each of `BAD`, None for one that it never
    fires for; `resets` from the end of a full outage on, at even traffic. `events` must have been
    seen in its long window; None where every second counts as one.
    """

    window: SloWindow
    fires: tuple[float | None, ...]
    resets: float
    events: int | None
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSlo:
    """One SLO, titled in the languages of the service, with its windows from the shortest on."""

    slo: Slo
    titles: Mapping[str, str]
    windows: tuple[ToldWindow, ...]
    place: Span


def told_window(slo: Slo, window: SloWindow, place: Span) -> ToldWindow:
    """One of its windows."""
    times = (window.burn.detected(bad) for bad in BAD)
    return ToldWindow(
        window=window,
        fires=tuple(None if time == float("inf") else time for time in times),
        resets=window.burn.calmed(BAD[0]),
        events=None if slo.counts_time else window.burn.needed,
        place=place,
    )
