"""The line that says how many lines are missing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.levels import WARN

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.record import Record
    from taskcenter_monitor.telemetry.logging.stream import Stream

PAUSE = 10.0
"""Seconds between two reports: an overload that lasts is no reason for many more lines."""
COMPONENT = "telemetry"
DROPPED = "records dropped"


class Drops:
    """Reports what did not fit, at once and then every ten seconds, with the counts by level."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._next = 0.0

    def report(self, last: bool) -> Iterable[Record]:
        """For the writer: at most one record, which itself is never in the queue."""
        now = time.monotonic()
        if not last and now < self._next:
            return ()
        counts = self._stream.pipe.take_dropped()
        if not counts:
            return ()
        self._next = now + PAUSE
        channel = self._stream.channel(COMPONENT)
        place = (__file__, self.report.__code__.co_firstlineno)
        return ((time.time_ns(), WARN, channel, DROPPED, counts, {}, place, Context(), None),)
