"""Error budgets for programs, as one JSON document.

Shares are numbers from 0 to 1, durations numbers of seconds; a place is `{"file", "line",
"column"}`. `fires` says of a share of bad events after how many seconds a window fires, null where
it never does; `events` is null where seconds are counted. `version` changes when a key goes or
changes its meaning, not when one is added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.ir.slos import Slo
from taskcenter_monitor.slos.told import BAD, ToldSlo, ToldWindow
from taskcenter_monitor.vocabulary.durations import parse_duration

VERSION = 1


def render(slos: Iterable[ToldSlo], environment: str | None) -> str:
    """The document."""
    content = {
        "version": VERSION,
        "environment": environment,
        "slos": [_slo(one) for one in slos],
    }
    # ASCII only: what a spec holds may not even be encodable.
    return json.dumps(content, indent=2) + "\n"


def _slo(told: ToldSlo) -> dict[str, Any]:
    slo = told.slo
    return {
        "slo": slo.name,
        "titles": dict(told.titles),
        "signal": slo.signal,
        "objective": float(1 - _part(slo)),
        "period": slo.seconds,
        "budget": {"share": float(_part(slo)), "seconds": slo.budget_seconds},
        "by": list(slo.labels),
        "counts": "seconds" if slo.counts_time else "events",
        "interval": parse_duration(slo.interval),
        "team": slo.team,
        "alerts": {"burning": slo.burning, "missing": slo.missing or None},
        "windows": [_window(one) for one in told.windows],
        "place": _place(told.place),
    }


def _window(told: ToldWindow) -> dict[str, Any]:
    window, burn = told.window, told.window.burn
    return {
        "window": window.name,
        "severity": window.severity,
        "long": burn.long,
        "short": burn.short,
        "for": burn.wait,
        "budget": float(burn.share),
        "burn_rate": float(burn.factor),
        "limit": float(burn.limit),
        "events": told.events,
        "fires": [
            {"bad": bad, "seconds": _seconds(seconds)}
            for bad, seconds in zip(BAD, told.fires, strict=True)
        ],
        "resets": _seconds(told.resets),
        "place": _place(told.place),
    }


def _seconds(exact: float | None) -> float | None:
    """A duration to the millisecond: beyond that stands only what binary fractions leave."""
    return round(exact, 3) if exact is not None else None


def _part(slo: Slo) -> Decimal:
    return slo.windows[0].burn.budget


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line, "column": span.column}
