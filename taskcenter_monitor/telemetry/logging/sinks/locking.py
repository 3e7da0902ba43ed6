"""The lock of a log: the file itself, held for one write, and waited for within bounds.

A lock file beside it would be one more thing to delete. Whoever holds the lock of the file that the
path names is the only one who may rename it; whoever has waited for a file that was renamed
meanwhile sees so, and opens the new one.
"""

from __future__ import annotations

import fcntl
import time

PATIENCE = 0.5
"""Seconds. A write takes some 0.1 ms and a rotation 1 ms: who holds longer is stopped or gone."""
_SHORTEST, _LONGEST = 0.000_05, 0.002
"""Seconds between looks."""


class Lock:
    """Takes the lock of an open file, unless another process sits on it."""

    def __init__(self) -> None:
        self._stuck = False

    def take(self, number: int) -> bool:
        """Whether it was got. Once nobody let go of it in time, only tries until it is free."""
        give_up, pause = time.monotonic() + PATIENCE, _SHORTEST
        while True:
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._stuck or time.monotonic() >= give_up:
                    self._stuck = True
                    return False
            except OSError:
                # A file system that knows no locks.
                return False
            else:
                self._stuck = False
                return True
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST)


def take_at_once(number: int) -> bool:
    """Whether the lock was free."""
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def release(number: int) -> None:
    """Lets go of the lock, also where a child that was forked meanwhile has the file open too."""
    fcntl.flock(number, fcntl.LOCK_UN)
