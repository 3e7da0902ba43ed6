"""Where lines go: what every outlet can do, and the simple ones."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol, TextIO

from taskcenter_monitor.telemetry.logging.descriptors import write


class Outlet(Protocol):
    """Takes lines from the one writer thread. Its text is what people call it."""

    def write(self, lines: Sequence[bytes]) -> None:
        """Writes all of the lines, or none and raises OSError. May block."""

    def forked(self) -> None:
        """In a new process: lets go of what the two must not share."""

    def close(self) -> None:
        """Ends it; whatever was written is out of the process."""


def close(outlets: Iterable[Outlet]) -> None:
    """Ends all of them, even where one fails to end."""
    for outlet in outlets:
        with suppress(Exception):
            outlet.close()


class Descriptor:
    """Standard output or standard error, line by line as JSON.

    The number and not the Python object: that one has a lock and a buffer of its own. A stream that
    has no number, as in a notebook, is written as an object all the same.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        # None where the number was closed when Python began.
        self._stream: TextIO | None = stream if stream is not None else sys.stdout

    def __str__(self) -> str:
        known = {"<stdout>": "standard output", "<stderr>": "standard error"}
        name = getattr(self._stream, "name", None)
        return known.get(str(name), str(name or "standard output"))

    def write(self, lines: Sequence[bytes]) -> None:
        """Writes all; what a full pipe takes a part of is continued."""
        data = b"".join(lines)
        stream = self._stream
        if stream is None or stream.closed:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        # What the program itself has printed comes first.
        stream.flush()
        try:
            number = stream.fileno()
        except io.UnsupportedOperation:
            stream.write(data.decode())
            stream.flush()
            return
        write(number, data)

    def forked(self) -> None:
        """Nothing: both processes write whole lines to the same place."""

    def close(self) -> None:
        """Nothing: it belongs to the process."""
