"""Writes to open files by their numbers: Python's own objects have a lock and a buffer more."""

from __future__ import annotations

import os
import select
import stat


def write(number: int, data: bytes) -> None:
    """All of the data, or OSError. Blocks as long as it takes."""
    if stat.S_ISREG(os.fstat(number).st_mode):
        append(number, data)
    else:
        _send(number, data)


def append(number: int, data: bytes) -> None:
    """To a regular file: all or nothing. Where that fails half way the half is taken back."""
    written = os.write(number, data)
    try:
        while written < len(data):
            written += os.write(number, data[written:])
    except OSError:
        end = os.lseek(number, 0, os.SEEK_CUR)
        # Unless others have written after it: then their lines are worth more.
        if os.fstat(number).st_size == end:
            os.ftruncate(number, end - written)
            os.lseek(number, end - written, os.SEEK_SET)
        raise


def _send(number: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(number, data) :]
        except BlockingIOError:
            # Somebody who shares the pipe, such as asyncio, has made it one that does not wait.
            waiting = select.poll()
            waiting.register(number, select.POLLOUT)
            waiting.poll()
