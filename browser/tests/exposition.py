"""Writes made-up series as OpenMetrics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from browser.tests.shapes import Shape, below

END = 1767614400
"""The end of the hours, 2026-01-05 12:00 UTC."""
SPAN = 7 * 3600
STEP = 30

Labels = Mapping[str, str]


def family(
    name: str, series: Sequence[tuple[Labels, Shape]], *, counter: bool = False
) -> Iterator[str]:
    yield f"# TYPE {name.removesuffix('_total') if counter else name} " + (
        "counter" if counter else "gauge"
    )
    for labels, shape in series:
        plain = ((ago, shape(ago)) for ago in range(SPAN, -1, -STEP))
        yield from samples(name, labels, _counted(shape) if counter else plain)


def histogram(
    name: str, series: Sequence[Labels], limits: Sequence[float], median: Shape
) -> Iterator[str]:
    """Durations around a median, in cumulative buckets."""
    yield f"# TYPE {name} histogram"
    for labels in series:
        for limit in (*limits, math.inf):
            le = "+Inf" if math.isinf(limit) else str(limit)
            rate = below(limit, median)
            yield from samples(f"{name}_bucket", {**labels, "le": le}, _counted(rate))


def samples(name: str, labels: Labels, points: Iterable[tuple[int, float]]) -> Iterator[str]:
    inner = ",".join(f'{label}="{value}"' for label, value in labels.items())
    for ago, value in points:
        yield f"{name}{{{inner}}} {value:.10g} {END - ago}"


def _counted(rate: Shape) -> Iterator[tuple[int, float]]:
    total = 0.0
    for ago in range(SPAN, -1, -STEP):
        total += rate(ago) * STEP
        yield ago, total
