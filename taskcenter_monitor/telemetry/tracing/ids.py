"""Ids of traces, and what the flags of a root say of them."""

from __future__ import annotations

from typing import Literal

from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

Level = Literal[1, 2]
"""Of W3C trace context."""


class Ids(RandomIdGenerator):
    """Random ids, which only level 2 flags as such.

    Level 2 of W3C trace context has a flag for random ids, `-03`. opentelemetry-go before 1.42,
    which go-zero up to 1.10 has, refuses a header with it, and the trace of its caller is lost.
    """

    def __init__(self, level: Level = 1) -> None:
        self.level: Level = level

    def is_trace_id_random(self) -> bool:
        """On level 1 no, although they are: the flags stay `-00` and `-01`."""
        return self.level == 2
