"""Units of metrics and signals, and how people read a value in each.

A metric's unit is what its exporter writes; a signal's unit follows from its kind and its
metrics. Nouns that are merely counted (tasks, requests) all behave like `count`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Dimension(Enum):
    """What a number measures; two quantities compare only within one dimension."""

    RATIO = "ratio"
    SECONDS = "time"
    BYTES = "size"
    COUNT = "count"
    RATE = "rate"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of values.

    `per_base` is how many of this unit make one of the dimension's base (ratio 1, second, byte,
    piece, one per second). `template` formats `$value` in a Prometheus annotation.
    """

    name: str
    dimension: Dimension
    per_base: int = 1
    template: str = '{{ printf "%.0f" $value }}'
    example: str = "1000"


_NOUNS = (
    *("count", "tasks", "requests", "callbacks", "attempts", "connections", "waits"),
    *("goroutines", "cycles", "samples", "series", "alerts", "errors", "keys", "clients"),
    *("members", "threads", "bool", "info"),
)

RATIO = Unit(
    name="ratio",
    dimension=Dimension.RATIO,
    template="{{ $value | humanizePercentage }}",
    example="5%",
)
PERCENT = Unit(
    name="percent",
    dimension=Dimension.RATIO,
    per_base=100,
    template='{{ printf "%.1f" $value }}%',
    example="80%",
)
SECONDS = Unit(
    name="seconds",
    dimension=Dimension.SECONDS,
    template="{{ $value | humanizeDuration }}",
    example="500ms",
)
MILLISECONDS = Unit(
    name="milliseconds",
    dimension=Dimension.SECONDS,
    per_base=1000,
    template='{{ printf "%.0f" $value }}ms',
    example="500ms",
)
TIMESTAMP = Unit(
    name="timestamp",
    dimension=Dimension.SECONDS,
    template="{{ $value | humanizeTimestamp }}",
    example="5m",
)
BYTES = Unit(
    name="bytes",
    dimension=Dimension.BYTES,
    template="{{ $value | humanize1024 }}B",
    example="2GiB",
)
PER_SECOND = Unit(
    name="per_second",
    dimension=Dimension.RATE,
    template='{{ printf "%.2f" $value }}/s',
    example="0.1/s",
)
COUNT = Unit(name="count", dimension=Dimension.COUNT)
CONDITION = Unit(name="condition", dimension=Dimension.CONDITION)

UNITS: dict[str, Unit] = {
    **{noun: Unit(name=noun, dimension=Dimension.COUNT) for noun in _NOUNS},
    **{
        unit.name: unit
        for unit in (RATIO, PERCENT, SECONDS, MILLISECONDS, TIMESTAMP, BYTES, PER_SECOND)
    },
    CONDITION.name: CONDITION,
}
"""Every unit a spec may name."""

METRIC_UNITS = frozenset(UNITS) - {CONDITION.name}
"""Units that a metric of the catalogue may have."""
