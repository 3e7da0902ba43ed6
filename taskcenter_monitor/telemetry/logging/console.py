"""Lines for people: structlog's own form, in colour on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

import orjson
from structlog.dev import ConsoleRenderer

from taskcenter_monitor.telemetry.logging.outlets import Descriptor


class Console:
    """An outlet that reads the lines back and shows them as structlog does in development."""

    def __init__(self, stream: TextIO) -> None:
        self._below = Descriptor(stream)
        self._show = ConsoleRenderer(
            colors=stream.isatty(), timestamp_key="@timestamp", event_key="content"
        )

    def write(self, lines: Sequence[bytes]) -> None:
        """Writes all of them."""
        self._below.write([self._shown(line) for line in lines])

    def forked(self) -> None:
        """Nothing is shared that must not be."""

    def close(self) -> None:
        """The stream belongs to the process."""

    def _shown(self, line: bytes) -> bytes:
        entry = orjson.loads(line)
        entry["exception"] = entry.pop("stack", None)
        return f"{self._show(None, entry['level'], entry)}\n".encode()
