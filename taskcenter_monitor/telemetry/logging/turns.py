"""Whose turn it is to write: a lock that knows its owner."""

from __future__ import annotations

from threading import RLock, get_ident
from types import TracebackType

FOREVER = -1.0


class Turn:
    """One thread at a time has it, and may take it again.

    A thread that asks whether it is its own cannot be told wrong: only itself makes it so.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._owner = 0
        self._depth = 0

    @property
    def mine(self) -> bool:
        """Whether the calling thread has it."""
        return self._owner == get_ident()

    def acquire(self, timeout: float = FOREVER) -> bool:
        """Takes it, or says after `timeout` seconds that it could not be had."""
        if not self._lock.acquire(timeout=timeout):
            return False
        self._owner = get_ident()
        self._depth += 1
        return True

    def release(self) -> None:
        """Gives it back, as often as it was taken."""
        self._depth -= 1
        if not self._depth:
            self._owner = 0
        self._lock.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
