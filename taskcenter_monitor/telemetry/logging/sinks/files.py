"""A file that several processes write and rotate together."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from taskcenter_monitor.telemetry.logging.descriptors import append, write
from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.sinks.housekeeping import Housekeeper
from taskcenter_monitor.telemetry.logging.sinks.locking import Lock, release
from taskcenter_monitor.telemetry.logging.sinks.names import Names
from taskcenter_monitor.telemetry.logging.sinks.opening import (
    is_inherited,
    is_torn,
    open_log,
    settle,
)
from taskcenter_monitor.telemetry.logging.sinks.rotation import Calendar, Rotation

__all__ = ["LogFile", "Rotation"]

_TRIES = 100
"""Files that may vanish under our hands, one after the other, before we take the one we have."""
_TICK = 0.02
"""Seconds by which the time of a write may lag behind the clock: ticks of the kernel have 0.01."""
_AGAIN = 60.0
"""Seconds until a rotation is tried again that did not succeed."""


class LogFile:
    """An outlet that appends batches of lines to `path`, and puts the file aside when it is due.

    A batch is one write under a lock, to the file that has the name at that moment: one that others
    have renamed or deleted is made anew, with its folder. Where the lock cannot be had, as its
    holder is stopped, lines are written all the same and nothing is put aside. A batch is never
    split, so a file is larger than `size` only where one batch is.

    What is no regular file, as /dev/stdout or a pipe, is written and nothing else.
    """

    def __init__(self, path: Path, rotation: Rotation) -> None:
        self.path = settle(path)
        self.rotation = rotation
        self._inherited = is_inherited(self.path)
        self._names = Names(self.path)
        self._calendar = Calendar(rotation.interval)
        self._lock = Lock()
        self._housekeeper = Housekeeper(self._names, rotation)
        self._number = -1
        self._end = -1
        self._rotate_after = 0.0

    def __str__(self) -> str:
        return str(self.path)

    def write(self, lines: Sequence[bytes]) -> None:
        """Writes all of them; or none, and raises OSError."""
        data = b"".join(lines)
        for _ in range(_TRIES):
            number = self._opened()
            if self._inherited or not stat.S_ISREG(os.fstat(number).st_mode):
                break
            if self._in_turn(number, data):
                return
            self._let_go()
        write(self._opened(), data)

    def forked(self) -> None:
        """The child opens the file for itself: a lock belongs to what was opened."""
        self._let_go()
        self._lock = Lock()
        self._housekeeper = Housekeeper(self._names, self.rotation)

    def close(self) -> None:
        """Lets go of the file. Who writes it again opens it, and leaves old files to others."""
        self._housekeeper.stop()
        self._let_go()

    def _opened(self) -> int:
        if self._number < 0:
            self._number = open_log(self.path, self.rotation.mode)
            self._end = -1
            self._housekeeper.call()
        return self._number

    def _let_go(self) -> None:
        if self._number >= 0:
            os.close(self._number)
            self._number = -1

    def _in_turn(self, number: int, data: bytes) -> bool:
        """Whether the data is where readers will find it; otherwise the file has lost its name."""
        held = self._lock.take(number)
        try:
            status = os.fstat(number)
            if not self._has_name(status):
                return False
            now = time.time()
            if held and self._is_due(status, len(data), now) and self._put_aside(status, now):
                return False
            self._append(number, status.st_size, data)
            self._keep_time(number, now)
            # Deleted since we looked: nobody will ever read it there.
            return os.fstat(number).st_nlink > 0
        finally:
            if held:
                release(number)

    def _has_name(self, status: os.stat_result) -> bool:
        try:
            return os.path.samestat(os.stat(self.path), status)  # noqa: PTH116 - half the time
        except FileNotFoundError:
            return False

    def _is_due(self, status: os.stat_result, more: int, now: float) -> bool:
        if not status.st_size or now < self._rotate_after:
            return False
        if status.st_size + more > self.rotation.size:
            return True
        # All processes see in the file itself when it was last written.
        return status.st_mtime < self._calendar.start(now)

    def _put_aside(self, status: os.stat_result, now: float) -> bool:
        try:
            place = self._names.reserve(self._calendar.label(status.st_mtime), self.rotation.mode)
            self.path.replace(place)
        except OSError as error:
            if not self._rotate_after:
                say(f"{self} cannot be put aside and goes on growing: {error}")
            self._rotate_after = now + _AGAIN
            return False
        self._rotate_after = 0.0
        self._housekeeper.call()
        return True

    def _append(self, number: int, size: int, data: bytes) -> None:
        if size != self._end and is_torn(number, size):
            data = b"\n" + data
        self._end = -1
        append(number, data)
        self._end = size + len(data)

    def _keep_time(self, number: int, now: float) -> None:
        # Just after an interval has begun the kernel still writes down the one before.
        if now - self._calendar.start(now) < _TICK:
            with suppress(OSError):
                os.utime(number, (now, now))
