"""Where lines go: what every outlet can do, and the simple ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Protocol, TextIO


class Outlet(Protocol):
    """Takes lines from the one writer thread."""

    def write(self, lines: Sequence[bytes]) -> None:
        """Writes all of the lines, or none and raises OSError. May block."""

    def forked(self) -> None:
        """In a new process: lets go of what the two must not share."""

    def close(self) -> None:
        """Ends it; whatever was written is out of the process."""


class Descriptor:
    """Standard output or standard error, line by line as JSON.

    The number and not the Python object: that one has a lock and a buffer of its own.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout

    def write(self, lines: Sequence[bytes]) -> None:
        """Writes all; what a full pipe takes a part of is continued."""
        data = b"".join(lines)
        # What the program itself has printed comes first.
        self._stream.flush()
        number = self._stream.fileno()
        while data:
            data = data[os.write(number, data) :]

    def forked(self) -> None:
        """Nothing: both processes write whole lines to the same place."""

    def close(self) -> None:
        """Nothing: it belongs to the process."""
