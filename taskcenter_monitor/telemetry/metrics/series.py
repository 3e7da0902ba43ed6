"""One series of an instrument: what is counted with given values of its labels."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from taskcenter_monitor.telemetry.metrics.exemplars import exemplar
from taskcenter_monitor.telemetry.metrics.faults import MetricError

Refuse = Callable[[str, str], None]
"""Counts a value that is dropped, by reason, and says why; raises where that is to be noticed."""

_INFINITE = math.inf
VALUE = "value"
FAILED = "failed"


class Series:
    """What all have: the thing of prometheus-client behind it, None where values are dropped."""

    __slots__ = ("_own", "_refuse")

    def __init__(self, own: Any, refuse: Refuse) -> None:  # noqa: ANN401 - several types, untyped
        self._own = own
        self._refuse = refuse

    def replaced(self, own: Any) -> None:  # noqa: ANN401 - as above
        """From now on the values go there."""
        self._own = own

    def _failed(self, value: object, error: Exception) -> None:
        if isinstance(error, MetricError):
            raise error
        if isinstance(error, TypeError):
            self._refuse(VALUE, f"{type(value).__name__} is no number")
        else:
            self._refuse(FAILED, f"{type(error).__name__}: {error}")


class CounterSeries(Series):
    """Of a counter."""

    __slots__ = ()

    def inc(self, amount: float = 1, /) -> None:
        """Adds to it."""
        try:
            if 0 <= amount < _INFINITE:
                self._own.inc(float(amount), exemplar())
                return
        except Exception as error:  # noqa: BLE001 - whoever counts is not made to fail
            self._failed(amount, error)
            return
        self._refuse(VALUE, f"a counter does not go {amount} further")


class GaugeSeries(Series):
    """Of a gauge."""

    __slots__ = ()

    def set(self, value: float, /) -> None:
        """This is its value from now on."""
        self._do("set", value)

    def inc(self, amount: float = 1, /) -> None:
        """Adds to it."""
        self._do("inc", amount)

    def dec(self, amount: float = 1, /) -> None:
        """Takes from it."""
        self._do("dec", amount)

    def _do(self, operation: str, value: float) -> None:
        try:
            if not math.isnan(value):
                getattr(self._own, operation)(float(value))
                return
        except Exception as error:  # noqa: BLE001 - whoever counts is not made to fail
            self._failed(value, error)
            return
        self._refuse(VALUE, "not a number")


class HistogramSeries(Series):
    """Of a histogram."""

    __slots__ = ()

    def observe(self, value: float, /) -> None:
        """Counts a value in the unit of the metric."""
        try:
            if 0 <= value < _INFINITE:
                self._own.observe(float(value), exemplar())
                return
        except Exception as error:  # noqa: BLE001 - whoever counts is not made to fail
            self._failed(value, error)
            return
        # Prometheus takes a sum that falls for a process that has begun anew.
        self._refuse(VALUE, f"{value} is not 0 or more")


class SummarySeries(Series):
    """Of a summary, which has a count and a sum here, and no quantiles."""

    __slots__ = ()

    def observe(self, value: float, /) -> None:
        """Counts a value in the unit of the metric."""
        try:
            if 0 <= value < _INFINITE:
                self._own.observe(float(value))
                return
        except Exception as error:  # noqa: BLE001 - whoever counts is not made to fail
            self._failed(value, error)
            return
        self._refuse(VALUE, f"{value} is not 0 or more")


class Dropping:
    """Stands in for the thing of prometheus-client where there is no series: drops values."""

    __slots__ = ("_drop",)

    def __init__(self, drop: Callable[[], None]) -> None:
        self._drop = drop

    def inc(self, *_: object) -> None:
        """One is dropped."""
        self._drop()

    dec = set = observe = inc
