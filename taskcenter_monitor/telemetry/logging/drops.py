"""Tells in the log itself what the queue had no room for."""

from __future__ import annotations

from collections.abc import Iterable
from sys import _getframe
from time import time_ns

from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.channels import Channel
from taskcenter_monitor.telemetry.logging.levels import WARN
from taskcenter_monitor.telemetry.logging.pipe import Pipe
from taskcenter_monitor.telemetry.logging.record import Record

NAME = "telemetry"
"""The component of what the library says of itself."""
CONTENT = "records dropped"


class Drops:
    """A chore of the writer: one line, with the counts by level, once lines are taken again."""

    def __init__(self, pipe: Pipe, channel: Channel) -> None:
        self._pipe = pipe
        self._channel = channel

    def report(self, last: bool) -> Iterable[Record]:
        """A WARN where something was dropped since the line before. It passes by the queue."""
        del last
        dropped = self._pipe.take_dropped()
        if not dropped:
            return
        fields = {**dropped, "dropped": sum(dropped.values())}
        place = (__file__, _getframe().f_lineno)
        yield (time_ns(), WARN, self._channel, CONTENT, fields, {}, place, Context(), None)
