"""A file that several processes write and rotate together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """When a file is put aside: beyond `size` bytes, or when a new `interval` begins.

    `interval` is `hour`, `day` or empty for never. `keep` files are kept, for `days` days at most,
    and all but the youngest are compressed where `compress` says so.
    """

    size: int = 100 * 1024 * 1024
    interval: str = "day"
    keep: int = 30
    days: int = 30
    compress: bool = True


class LogFile:
    """An outlet that appends to `path`."""

    def __init__(self, path: Path, rotation: Rotation) -> None:
        self.path = path
        self.rotation = rotation
        self._number = -1

    def write(self, lines: Sequence[bytes]) -> None:
        """Writes all of them."""
        if self._number < 0:
            self._number = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        os.write(self._number, b"".join(lines))

    def forked(self) -> None:
        """The child opens the file for itself."""
        self._number = -1

    def close(self) -> None:
        """Lets go of the file."""
        if self._number >= 0:
            os.close(self._number)
            self._number = -1
