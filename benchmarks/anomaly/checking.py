"""That Python works the published rules out as PromQL would: at some moments, of one series."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

from benchmarks.anomaly.incidents import JUDGED
from benchmarks.anomaly.rivals import calm, medians, moving
from benchmarks.anomaly.server import METRIC, MINUTE, Server
from benchmarks.anomaly.shapes import DAY, HOUR, WEEK
from benchmarks.anomaly.traffic import EPOCH

_MOMENTS = 6
_NEAR = 1e-6
"""Values of a day that are summed up differ in their last digits."""

Rates = Sequence[float]
Part = tuple[str, str, Sequence[float]]
"""What a part of a rule is called, its PromQL, and what Python makes of it at every minute."""


def require_as_promql(server: Server, series: str, rates: Rates) -> None:
    """Stops the benchmark where PromQL says something else."""
    chance = random.Random("moments")
    moments = [chance.randrange(JUDGED, len(rates)) for _ in range(_MOMENTS)]
    with server.answering() as client:
        for name, expr, values in _parts(series, rates):
            for minute in moments:
                found = client.query(expr, EPOCH + minute * MINUTE)
                value = found[0].value if found else math.nan
                is_same = math.isclose(value, values[minute], rel_tol=_NEAR) or (
                    math.isnan(value) and math.isnan(values[minute])
                )
                assert is_same, f"{name} at minute {minute}: {value}, not {values[minute]}"


def _parts(series: str, rates: Rates) -> Iterator[Part]:
    rate = f'sum by (series) (rate({METRIC}{{series="{series}"}}[5m]))'
    means, spreads = moving(rates, HOUR)
    yield "mean of an hour", f"avg_over_time({_over(rate, HOUR)})", means
    yield "deviation of an hour", f"stddev_over_time({_over(rate, HOUR)})", spreads
    large = f"stddev_over_time({_over(rate, HOUR)}) > 0.5 * avg_over_time({_over(rate, HOUR)})"
    yield (
        "large deviations",
        f"avg_over_time({_over(f'({large})', 26 * HOUR)})",
        calm(means, spreads),
    )
    middles = medians(rates, DAY)
    yield "median of a day", f"quantile_over_time(0.5, {_over(rate, DAY)})", middles
    weekly, deviations = moving(rates, WEEK)
    yield "mean of a week", f"avg_over_time({_over(rate, WEEK)})", weekly
    yield "deviation of a week", f"stddev_over_time({_over(rate, WEEK)})", deviations
    seasonal = f"avg_over_time({_over(rate, 4 * HOUR)} offset 166h)"
    yield "a week ago", seasonal, _later(moving(rates, 4 * HOUR)[0], WEEK - 2 * HOUR)


def _over(expr: str, minutes: int) -> str:
    """A range of exactly so many values, one a minute, in every version of Prometheus."""
    return f"{expr}[{minutes * MINUTE - MINUTE // 2}s:1m]"


def _later(values: Rates, minutes: int) -> list[float]:
    return [math.nan] * minutes + [*values][:-minutes]
