"""Statements about single tasks, for the API."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from taskcenter.storage.pool import Pool
from taskcenter.storage.schema import TASKS
from taskcenter.storage.task import CANCELLED, PENDING, Task, from_row
from taskcenter_monitor.telemetry import operations
from taskcenter_monitor.telemetry.logging import get_logger


class Tasks:
    """The tasks in a database; every call takes one connection for one transaction."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._system = pool.engine.dialect.name
        self._log = get_logger("api.database")

    def create(self, task: Task) -> None:
        """Adds it."""
        with self._recorded("INSERT"), self.pool.writing() as connection:
            connection.execute(insert(TASKS).values(task.row()))

    def read(self, id: str) -> Task | None:  # noqa: A002 - what the API calls it
        """The task, if there is one."""
        with self._recorded("SELECT") as done, self.pool.reading() as connection:
            row = connection.execute(select(TASKS).where(TASKS.c.id == id)).mappings().first()
            done.rows = int(row is not None)
        return None if row is None else from_row(dict(row))

    def found(self, wanted: dict[str, str], limit: int) -> list[Task]:
        """The newest tasks whose columns have these values."""
        statement = select(TASKS).order_by(TASKS.c.created.desc()).limit(limit)
        for column, value in wanted.items():
            statement = statement.where(TASKS.c[column] == value)
        with self._recorded("SELECT") as done, self.pool.reading() as connection:
            rows = connection.execute(statement).mappings().all()
            done.rows = len(rows)
        return [from_row(dict(row)) for row in rows]

    def cancel(self, id: str, now: float) -> bool:  # noqa: A002
        """Whether it was still pending, and is cancelled now."""
        statement = (
            update(TASKS)
            .where(TASKS.c.id == id, TASKS.c.state == PENDING)
            .values(state=CANCELLED, finished=now)
        )
        with self._recorded("UPDATE") as done, self.pool.writing() as connection:
            done.rows = connection.execute(statement).rowcount
        return bool(done.rows)

    def _recorded(self, operation: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        return operations.database(
            self._log, system=self._system, operation=operation, table="tasks"
        )
