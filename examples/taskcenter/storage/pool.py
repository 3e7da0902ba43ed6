"""The connections of a process."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine

from taskcenter.storage.schema import WRITES, connected
from taskcenter_monitor.telemetry.metrics import pools

PATIENCE = 1.25
"""Seconds that somebody waits for a connection before the request fails."""
DATABASE = "task_center"
"""What metrics call the database."""


class Pool:
    """Lends up to `limit` connections; each block is a transaction."""

    def __init__(self, url: str, limit: int) -> None:
        self.engine: Engine = connected(url, limit, PATIENCE)
        self.limit = limit
        self._writing = self.engine.execution_options(**{WRITES: True})

    def watch(self) -> None:
        """Shows it in the metrics of the process."""
        pools.watch(self.engine, DATABASE)

    def reading(self) -> AbstractContextManager[Connection]:
        """For a transaction that only reads."""
        return self.engine.begin()

    def writing(self) -> AbstractContextManager[Connection]:
        """For a transaction that writes; committed at the end of the block."""
        return self._writing.begin()

    def close(self) -> None:
        """All connections are closed."""
        self.engine.dispose()
