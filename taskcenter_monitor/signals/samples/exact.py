"""Values that are a limit to the last bit, whichever end of a window is open.

With two samples a window, counters that grow evenly have a rate that Prometheus reckons to the
same number in every version. Where that number is the limit itself, `>` and `>=` can be told apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.samples import number

_FINEST = 1024
"""A growth of whole parts of this size adds up without any error."""
_MOST = 200


def exact_clock(window: float) -> Clock:
    """Two samples a window, each with an evaluation of the rules."""
    return Clock(window / 2, window / 2)


def increase_of(speed: float, window: float) -> float:
    """What `increase` yields under that clock for so much a second; NaN where it has an error."""
    slope = float(number(speed * window / 2))
    if not (slope * _FINEST).is_integer():
        return math.nan
    return 2 * slope


def rate_of(speed: float, window: float) -> float:
    """The same for `rate`, which divides before it multiplies."""
    return increase_of(speed, window) * (1.0 / window)


def speeds(window: float, least: float) -> Iterator[float]:
    """Speeds above a least one, of which one may make a quotient come out exactly."""
    step = window / 2
    first = math.ceil(least * step / 10)
    for tens in range(max(1, first), max(1, first) + _MOST):
        yield 10 * tens / step
