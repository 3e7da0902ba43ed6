"""What is said in the log of spans that do not get out: once when it begins and once when it ends.

It goes to our own stream, not by `logging`, and makes no span.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from taskcenter_monitor.telemetry.logging.outspoken import Outspoken

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.stream import Stream

PACE = 60.0
"""Seconds at least between two complaints: an exporter may take every other batch."""


class Complaints:
    """Of one courier. Counts are those of spans since the process began."""

    def __init__(self, stream: Stream) -> None:
        self._log = Outspoken(stream.channel("telemetry.tracing"), (), {})
        self.forked()

    def forked(self) -> None:
        """In a new process, which says for itself what happens to it."""
        self._troubled = False
        self._said_at = -PACE
        self._lost = 0

    def failed(self, where: str, why: str, waiting: int, lost: int) -> None:
        """A batch was not taken; `lost` were until now."""
        now = time.monotonic()
        if self._troubled or now - self._said_at < PACE:
            return
        self._troubled, self._said_at, self._lost = True, now, lost
        self._log.warn("spans are not exported", exporter=where, error=why, waiting=waiting)

    def recovered(self, where: str, lost: int) -> None:
        """A batch was taken; `lost` were until now."""
        if self._troubled:
            self._troubled = False
            self._log.info("spans are exported again", exporter=where, lost=lost - self._lost)

    def ends(self, where: str, left: int) -> None:
        """The process ends with so many spans that nobody has taken."""
        self._log.warn("spans are lost at the end", exporter=where, lost=left)
