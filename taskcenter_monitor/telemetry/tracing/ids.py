"""Ids of traces, and what the flags of a root say of them."""

from __future__ import annotations

from opentelemetry.sdk.trace.id_generator import RandomIdGenerator


class LevelOneIds(RandomIdGenerator):
    """Random ids that are not flagged as such.

    Level 2 of W3C trace context has a flag for random ids, `-03`. opentelemetry-go before 1.42,
    which go-zero up to 1.10 has, refuses a header with it, and the trace of its caller is lost.
    """

    def is_trace_id_random(self) -> bool:
        """Says no, although they are: the flags stay `-00` and `-01`."""
        return False
