"""Which share of records is kept, decided alike for all of one trace."""

from __future__ import annotations

from collections.abc import Mapping
from random import random

from opentelemetry import trace
from opentelemetry.context import Context

_SPACE = 1 << 64


class Sampling:
    """Keeps or drops below ERROR; `left_out` counts what was dropped."""

    def __init__(self) -> None:
        self.left_out = 0

    def keeps(self, rates: Mapping[int, float], level: int, context: Context) -> bool:
        """Whether a record is kept: with a sampled trace always, else by chance of the trace."""
        rate = rates[level]
        if rate >= 1.0:
            return True
        span = trace.get_current_span(context).get_span_context()
        if not span.is_valid:
            kept = random() < rate  # noqa: S311 - no secret
        else:
            kept = span.trace_flags.sampled or (span.trace_id % _SPACE) < rate * _SPACE
        self.left_out += not kept
        return kept
