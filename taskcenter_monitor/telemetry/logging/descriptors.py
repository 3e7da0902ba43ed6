"""Writes to open files by their numbers: Python's own objects have a lock and a buffer more."""

from __future__ import annotations

import os
import select


def write_all(number: int, data: bytes) -> None:
    """To what is no regular file; continues where a part was taken. Blocks as long as it takes."""
    while data:
        try:
            data = data[os.write(number, data) :]
        except BlockingIOError:
            # Somebody who shares the pipe, such as asyncio, has made it one that does not wait.
            waiting = select.poll()
            waiting.register(number, select.POLLOUT)
            waiting.poll()


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
