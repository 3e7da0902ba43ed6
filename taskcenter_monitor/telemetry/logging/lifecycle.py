"""How a process begins, forks and ends without losing a line."""

from __future__ import annotations

import atexit

from taskcenter_monitor.telemetry.logging.stream import Stream

LAST = 5.0
"""Seconds that the end of a process may be delayed to write what waits."""


def install(stream: Stream) -> None:
    """Hooks into the end of the process, SIGTERM, fork and exceptions that nobody handles."""
    atexit.register(stream.writer.stop, LAST)
