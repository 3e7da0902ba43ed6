"""The connections of a process: how many are in use, and who had to wait for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

from sqlalchemy import Connection, Engine
from sqlalchemy.pool import QueuePool

from taskcenter.storage.schema import WRITES, connected

PATIENCE = 1.5
"""Seconds that somebody waits for a connection before the request fails."""


class PoolExhausted(Exception):
    """All connections were in use for too long."""


class Pool:
    """Lends connections, and counts as `database/sql` of Go does.

    A wait is counted when it begins, and its time when it has ended, as there.
    """

    def __init__(self, url: str, limit: int) -> None:
        self.engine: Engine = connected(url, limit)
        self.limit = limit
        self.in_use = 0
        self.waits = 0
        self.waited = 0.0
        self._free = Condition()

    @property
    def idle(self) -> int:
        """Open connections that nobody uses."""
        pool = self.engine.pool
        return pool.checkedin() if isinstance(pool, QueuePool) else 0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for a transaction that only reads."""
        with self._lent(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection for a transaction that writes; committed at the end of the block."""
        with self._lent(), self.engine.execution_options(**{WRITES: True}).begin() as connection:
            yield connection

    def close(self) -> None:
        """All connections are closed."""
        self.engine.dispose()

    @contextmanager
    def _lent(self) -> Iterator[None]:
        with self._free:
            if self.in_use >= self.limit:
                self._wait()
            self.in_use += 1
        try:
            yield
        finally:
            with self._free:
                self.in_use -= 1
                self._free.notify()

    def _wait(self) -> None:
        self.waits += 1
        begun = monotonic()
        got = self._free.wait_for(lambda: self.in_use < self.limit, PATIENCE)
        self.waited += monotonic() - begun
        if not got:
            raise PoolExhausted(f"no connection within {PATIENCE} s")
