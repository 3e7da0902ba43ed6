"""Which share of records below ERROR is kept, decided alike for all of one trace."""

from __future__ import annotations

from collections.abc import Mapping
from random import random
from threading import RLock
from typing import Any, NamedTuple

from opentelemetry import trace
from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.levels import DEBUG, INFO, WARN

FIELD = "sample_rate"
"""The share, in each kept record of which there were others: it stands for 1 / sample_rate."""
_SPACE = 1 << 64


class Share(NamedTuple):
    """A share of records, from 0 to 1, and the bound below which a trace id has to be.

    The bound is that of OpenTelemetry's TraceIdRatioBased, in Python and in Go: a share that is
    equal to the ratio of the traces keeps the records of those that are sampled, and no others;
    of two shares the larger keeps all that the smaller keeps.
    """

    rate: float
    bound: int


def shares(rate: float, debug: float) -> Mapping[int, Share] | None:
    """Shares by level, DEBUG passing both; None where all records are kept.

    ERROR and FATAL have none. WARN has that of INFO: what must never be missed is an ERROR.
    """
    if min(rate, debug) >= 1.0:
        return None
    others = _share(rate)
    return {DEBUG: _share(rate * debug), INFO: others, WARN: others}


def _share(rate: float) -> Share:
    return Share(rate, round(rate * _SPACE))


class Sampling:
    """Decides of single records; `left_out` counts what was not kept."""

    def __init__(self) -> None:
        self.forked()

    def forked(self) -> None:
        """In a new process: the parent counts for itself."""
        self.left_out = 0
        self._lock = RLock()

    def kept(
        self, share: Share, fields: Mapping[str, Any], context: Context
    ) -> Mapping[str, Any] | None:
        """The fields of a record with its share; None where it is not kept.

        Of one trace all records of a level and a component are kept, or none: its id decides. That
        it is sampled does not: where all traces are, a share of the records would do nothing.
        """
        rate, bound = share
        if rate >= 1.0:
            return fields
        span = trace.get_current_span(context).get_span_context()
        if (span.trace_id % _SPACE < bound) if span.is_valid else (random() < rate):  # noqa: S311
            return {**fields, FIELD: rate}
        with self._lock:
            self.left_out += 1
        return None
