"""A folder for what a server keeps while it runs, and the end of what it has logged."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.workspace.staging import staged

_END = 64 * 1024
"""Bytes at the end of a log that are looked at."""


@contextmanager
def scratch(borrowed: Iterable[str] = ()) -> Iterator[str]:
    """A temporary folder that is removed afterwards.

    It has a symlink to each of the `borrowed` files, under the file's own name. Raises
    EnvironmentFault.
    """
    with staged(()) as folder:
        try:
            for path in borrowed:
                os.symlink(path, os.path.join(folder, os.path.basename(path)))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EnvironmentFault(f"{folder} cannot be written: {reason}") from None
        yield folder


@contextmanager
def log_file() -> Iterator[BinaryIO]:
    """A file without a name, for a program to write its log into."""
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvironmentFault(f"a temporary file cannot be made: {reason}") from None
    with file:
        yield file


def last_lines(log: BinaryIO, count: int) -> tuple[str, ...]:
    """The last lines of a log that somebody else is writing; its position does not matter."""
    size = os.fstat(log.fileno()).st_size
    # The writer shares the position of the file, so it must not be moved.
    end = os.pread(log.fileno(), _END, max(0, size - _END))
    return tuple(end.decode("utf-8", "replace").splitlines()[-count:])
