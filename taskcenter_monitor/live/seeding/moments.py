"""When samples are made up for: the last hours, and those that baselines compare them with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.vocabulary.durations import parse_duration

HOUR = 3600
SHOWN = 6 * HOUR
"""What dashboards are looked at over; who looks back further sees where the service began."""
WINDOWS = HOUR
"""What rules look back over, before that."""
FAR = 7 * 24 * HOUR
"""The furthest that alerts are known from; they take little."""
FINE, COARSE, FAINT = 15, 30, 60
"""Seconds between two samples: of the last hour, before it, and of other days."""

_OFFSET = re.compile(r"\boffset\s+([0-9a-z]+)")
_WORD = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_PARTS = re.compile(r"_(?:bucket|count|sum)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Moments, in seconds since 1970, that these metrics have samples for; all metrics for None."""

    name: str
    moments: tuple[int, ...]
    metrics: frozenset[str] | None = None

    def has(self, metric: str) -> bool:
        """Whether a metric has samples then."""
        return self.metrics is None or metric in self.metrics


def stretches(monitoring: Monitoring, now: int) -> tuple[Stretch, ...]:
    """All of them; the one that leads to `now` comes last."""
    begin, last = now - SHOWN - WINDOWS, now - HOUR
    recent = (*range(begin, last, COARSE), *range(last, now + 1, FINE))
    past = (
        Stretch(
            name=f"{furthest}s-ago",
            moments=tuple(range(begin - furthest, now - nearest + 1, FAINT)),
            metrics=frozenset(metrics),
        )
        for furthest, nearest, metrics in _merged(offsets(monitoring))
    )
    return (*past, Stretch(name="now", moments=recent))


def _merged(found: Mapping[int, set[str]]) -> list[tuple[int, int, set[str]]]:
    """The furthest offset, the nearest one and all metrics of those whose moments overlap.

    A series has one value at a moment, so they cannot be made up one by one.
    """
    merged: list[tuple[int, int, set[str]]] = []
    for offset, metrics in sorted(found.items(), reverse=True):
        if merged and merged[-1][1] - offset <= SHOWN + WINDOWS:
            furthest, _, others = merged.pop()
            merged.append((furthest, offset, others | metrics))
        else:
            merged.append((offset, offset, metrics))
    return merged


def offsets(monitoring: Monitoring) -> dict[int, set[str]]:
    """Seconds that recorded series look back by, beyond the last hours, and at which metrics."""
    found: dict[int, set[str]] = {}
    for expr in _exprs(monitoring):
        words = {*_WORD.findall(expr)}
        for text in _OFFSET.findall(expr):
            seconds = _seconds(text)
            if seconds > SHOWN:
                names = words | {_PARTS.sub("", word) for word in words}
                found.setdefault(seconds, set()).update(names)
    return found


def reach(monitoring: Monitoring) -> int:
    """Seconds that the dashboards look back by, as far as anything is known from then."""
    ranges = [int(parse_duration(one.range)) for one in monitoring.dashboards]
    return min(max([SHOWN, *ranges]), FAR)


def _exprs(monitoring: Monitoring) -> Iterator[str]:
    for group in monitoring.groups:
        yield from (rule.expr for rule in group.rules)
    for dashboard in monitoring.dashboards:
        for panel in dashboard.panels:
            yield from (query.expr for query in panel.queries if not query.is_log)


def _seconds(text: str) -> int:
    try:
        return int(parse_duration(text))
    except ValueError:
        return 0
