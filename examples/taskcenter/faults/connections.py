"""A pool whose connections are all taken."""

from __future__ import annotations

from contextlib import ExitStack, suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from taskcenter.faults.fault import Fault, Number, Values
from taskcenter.faults.repeating import Repeating
from taskcenter.storage.pool import Pool, PoolExhausted


class PoolHeld(Fault):
    """Holds connections of the real pool, and has others wait for one."""

    name = "pool_exhausted"
    says = "holds `share` of the connections, while `waiters` ask for one again and again"
    parameters = {
        "share": Number(1.0, 0.0, 1.0, "of the pool"),
        "waiters": Number(64, 0, 256, "threads that want a connection"),
    }

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._held = ExitStack()
        self._waiters: Repeating | None = None

    def on(self, values: Values) -> None:
        """Returns when the connections are held, as far as they were to be had."""
        wanted = round(self._pool.limit * values["share"])
        for _ in range(wanted):
            with suppress(PoolExhausted, SQLAlchemyError):
                self._held.enter_context(self._pool.reading())
        self._waiters = Repeating(self._ask, 0.01, values["waiters"])

    def off(self) -> None:
        """All are given back."""
        self._held.close()
        if self._waiters is not None:
            self._waiters.stop()
            self._waiters = None

    def _ask(self) -> None:
        with suppress(PoolExhausted, SQLAlchemyError), self._pool.reading() as connection:
            connection.execute(text("SELECT 1"))
