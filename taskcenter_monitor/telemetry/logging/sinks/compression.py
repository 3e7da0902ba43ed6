"""Compresses a file that was put aside, so that it can be killed at any moment and loses nothing.

What is compressed lies under a name of its own until it is complete and on the disk; then it gets
its name, and only then the original goes. Who dies in between leaves both, and the next one does it
again. The lock of the original sees to it that one process does it at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from gzip import GzipFile
from pathlib import Path
from typing import BinaryIO

from taskcenter_monitor.telemetry.logging.sinks.locking import release, take_at_once
from taskcenter_monitor.telemetry.logging.sinks.names import PACKED, PART

_CHUNK = 256 * 1024
"""Bytes at a time. zlib lets other threads run meanwhile: some 5 ms."""
_LEVEL = 6

Stopped = Callable[[], bool]
"""Whether the process ends: compression is for the next one then."""


def compress(source: Path, stopped: Stopped) -> bool:
    """Whether it was done here. Raises OSError where there is no room, for example."""
    with source.open("rb", buffering=0) as plain:
        if not take_at_once(plain.fileno()):
            return False
        try:
            return _is_still(source, plain) and _packed(source, plain, stopped)
        finally:
            release(plain.fileno())


def _is_still(source: Path, plain: BinaryIO) -> bool:
    # Another process may have been faster, between our opening it and our lock.
    try:
        return os.path.samestat(source.stat(), os.fstat(plain.fileno()))
    except FileNotFoundError:
        return False


def _packed(source: Path, plain: BinaryIO, stopped: Stopped) -> bool:
    part, target = (source.with_name(source.name + ending) for ending in (PART, PACKED))
    try:
        if not _pack(plain, part, stopped):
            return False
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    source.unlink(missing_ok=True)
    return True


def _pack(plain: BinaryIO, part: Path, stopped: Stopped) -> bool:
    status = os.fstat(plain.fileno())
    with open(part, "wb", opener=_private) as raw:
        with GzipFile("", "wb", _LEVEL, raw, mtime=int(status.st_mtime)) as packed:
            while chunk := plain.read(_CHUNK):
                if stopped():
                    return False
                packed.write(chunk)
        os.fchmod(raw.fileno(), status.st_mode & 0o777)
        raw.flush()
        os.utime(raw.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))
        os.fsync(raw.fileno())
    return True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
