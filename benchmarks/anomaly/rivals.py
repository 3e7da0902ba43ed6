"""The adaptive rules that others have published, from a description of them.

Each takes the rate of a series in every minute and says in which minutes it is outside of the
band. Python works them out: their nested ranges over a day and a week take a server an hour.
`checking` compares single moments of them with PromQL.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from itertools import accumulate

from benchmarks.anomaly.incidents import JUDGED
from benchmarks.anomaly.shapes import DAY, HOUR, WEEK

Rates = Sequence[float]
"""Events per second, one value a minute."""

_WIDE = 2.0
"""Standard or median deviations from the middle of a band to its edge."""
_MARGIN = 0.5
"""A share of the middle, for the band that does not depend on any deviation."""
_STEADY = 0.5
"""Only deviations beyond this share of the mean count for the mean deviation."""
_CALM = 26 * HOUR
_SLOW = 5
"""Minutes between two evaluations of the seasonal bands."""
_SEASONS = (DAY, WEEK)


def adaptive(rates: Rates) -> list[bool]:
    """Mean and standard deviation of an hour; waits 5 minutes."""
    means, spreads = moving(rates, HOUR)
    usual = calm(means, spreads)
    found = []
    for minute in range(JUDGED, len(rates)):
        mean = means[minute]
        upper = [mean + _WIDE * usual[minute], mean * (1 + _MARGIN)]
        lower = [mean - _WIDE * usual[minute], mean * (1 - _MARGIN)]
        for season in _SEASONS:
            then = minute - minute % _SLOW - season + HOUR // 2
            upper.append(means[then] + _WIDE * spreads[then])
            lower.append(means[then] - _WIDE * spreads[then])
        # What is not above 0 is no traffic to them: its series drop out.
        is_out = not max(0.0, min(_known(lower))) <= rates[minute] <= max(_known(upper))
        found.append(is_out and rates[minute] > 0)
    return found


def robust(rates: Rates) -> list[bool]:
    """Median and median deviation of a day, and the median of an hour; waits 5 minutes."""
    middles = medians(rates, DAY)
    apart = [abs(rate - middle) for rate, middle in zip(rates, middles, strict=True)]
    deviations = medians(apart, DAY)
    lines, hourly = medians(rates, HOUR), medians(apart, HOUR)
    found = []
    for minute in range(JUDGED, len(rates)):
        middle, deviation = middles[minute], deviations[minute]
        upper = [middle + _WIDE * deviation, middle * (1 + _MARGIN)]
        lower = [middle - _WIDE * deviation, middle * (1 - _MARGIN)]
        for season in _SEASONS:
            then = minute - minute % _SLOW - season + HOUR // 4
            upper.append(lines[then] + _WIDE * hourly[then])
            lower.append(lines[then] - _WIDE * hourly[then])
        line = lines[minute]
        found.append(line > 0 and not max(0.0, min(lower)) <= line <= max(upper))
    return found


def predicted(rates: Rates) -> list[bool]:
    """Distance from a seasonal prediction, in deviations of a week; waits 10 minutes."""
    means, _ = moving(rates, 4 * HOUR)
    weekly, spreads = moving(rates, WEEK)
    found = []
    for minute in range(JUDGED, len(rates)):
        pasts = [
            means[minute - week * WEEK + 2 * HOUR] + weekly[minute] - weekly[minute - week * WEEK]
            for week in (1, 2, 3)
        ]
        distance = abs(rates[minute] - statistics.median(pasts))
        found.append(rates[minute] > 0 and distance > _WIDE * spreads[minute])
    return found


RIVALS: dict[str, tuple[Callable[[Rates], list[bool]], int]] = {
    "adaptive mean / stddev": (adaptive, 5),
    "robust median / MAD": (robust, 5),
    "seasonal z-score": (predicted, 10),
}
"""What is printed of a rule, how it is worked out and how many minutes it waits."""


def moving(values: Rates, length: int) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of the last so many values, at every minute."""
    sums = [0.0, *accumulate(values)]
    squares = [0.0, *accumulate(value * value for value in values)]
    means, spreads = [], []
    for end in range(1, len(values) + 1):
        begin = max(0, end - length)
        mean = (sums[end] - sums[begin]) / (end - begin)
        square = (squares[end] - squares[begin]) / (end - begin)
        means.append(mean)
        spreads.append(math.sqrt(max(0.0, square - mean * mean)))
    return means, spreads


def medians(values: Rates, length: int) -> list[float]:
    """The median of the last so many values, at every minute."""
    window: list[float] = []
    found = []
    for minute, value in enumerate(values):
        insort(window, value)
        if minute >= length:
            window.pop(bisect_left(window, values[minute - length]))
        half, odd = divmod(len(window), 2)
        found.append(window[half] if odd else (window[half - 1] + window[half]) / 2)
    return found


def calm(means: Rates, spreads: Rates) -> list[float]:
    """The mean deviation of 26 hours, of the minutes in which it is large; NaN where none is."""
    large = [spread > _STEADY * mean for mean, spread in zip(means, spreads, strict=True)]
    sums = [
        0.0,
        *accumulate(s if is_large else 0.0 for s, is_large in zip(spreads, large, strict=True)),
    ]
    counts = [0, *accumulate(map(int, large))]
    found = []
    for end in range(1, len(means) + 1):
        begin = max(0, end - _CALM)
        count = counts[end] - counts[begin]
        found.append((sums[end] - sums[begin]) / count if count else math.nan)
    return found


def _known(values: Sequence[float]) -> list[float]:
    return [value for value in values if not math.isnan(value)]
