"""Statements about due tasks, for workers: any number of them may run at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, delete, select, update

from taskcenter.storage.pool import Pool
from taskcenter.storage.schema import QUEUES, TASKS
from taskcenter.storage.task import (
    CANCELLED,
    EXPIRED,
    FAILED,
    PENDING,
    RUNNING,
    SUCCEEDED,
    Task,
    from_row,
)
from taskcenter.storage.task import QUEUES as SERVED

MARGIN = 30.0
"""Seconds beyond its timeout after which a task is taken from a worker that has vanished."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt left a task; `due` is when it is tried again."""

    state: str
    now: float
    due: float = 0.0
    error: str = ""


class Work:
    """What a worker asks of the database."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def claim(self, limit: int, now: float) -> list[Task]:
        """Due tasks that nobody else gets; those of urgent queues first."""
        claim = uuid4().hex
        with self.pool.writing() as connection:
            paused = set(connection.scalars(select(QUEUES.c.name).where(QUEUES.c.paused == 1)))
            for queue in SERVED:
                if limit > 0 and queue not in paused:
                    limit -= _claimed(connection, queue, claim, (limit, now))
            rows = connection.execute(select(TASKS).where(TASKS.c.claim == claim)).mappings().all()
        return [from_row(dict(row)) for row in rows]

    def finish(self, task: Task, outcome: Outcome) -> bool:
        """Writes down how an attempt went; not where the task was taken away meanwhile."""
        ended = outcome.state != PENDING
        statement = (
            update(TASKS)
            .where(TASKS.c.id == task.id, TASKS.c.claim == task.claim)
            .values(
                state=outcome.state,
                attempts=task.attempts + 1,
                due=task.due if ended else outcome.due,
                finished=outcome.now if ended else None,
                error=outcome.error,
                claim="",
            )
        )
        with self.pool.writing() as connection:
            return connection.execute(statement).rowcount == 1

    def recover(self, now: float) -> int:
        """Gives back what workers hold that have vanished; how many tasks."""
        vanished = (TASKS.c.state == RUNNING) & (TASKS.c.lease < now)
        statement = update(TASKS).where(vanished).values(state=PENDING, claim="")
        with self.pool.writing() as connection:
            return connection.execute(statement).rowcount

    def expire(self, now: float) -> list[Task]:
        """Tasks that nobody has executed in time, and now nobody will."""
        late = (TASKS.c.state == PENDING) & (TASKS.c.expires < now) & (TASKS.c.claim == "")
        claim = uuid4().hex
        with self.pool.writing() as connection:
            values = {"state": EXPIRED, "finished": now, "claim": claim}
            connection.execute(update(TASKS).where(late).values(values))
            rows = connection.execute(select(TASKS).where(TASKS.c.claim == claim)).mappings().all()
        return [from_row(dict(row)) for row in rows]

    def forget(self, before: float) -> int:
        """Removes what ended before; how many tasks."""
        ended = TASKS.c.state.in_((SUCCEEDED, FAILED, CANCELLED, EXPIRED))
        with self.pool.writing() as connection:
            return connection.execute(
                delete(TASKS).where(ended, TASKS.c.finished < before)
            ).rowcount


def _claimed(connection: Connection, queue: str, claim: str, bounds: tuple[int, float]) -> int:
    """How many tasks of one queue have this claim now. MySQL wants no limit in a sub-select."""
    limit, now = bounds
    due = (TASKS.c.state == PENDING) & (TASKS.c.queue == queue) & (TASKS.c.due <= now)
    chosen = connection.execute(
        select(TASKS.c.id, TASKS.c.timeout)
        .where(due)
        .order_by(TASKS.c.due)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not chosen:
        return 0
    lease = now + MARGIN + max(row.timeout for row in chosen)
    statement = update(TASKS).where(
        TASKS.c.id.in_([row.id for row in chosen]), TASKS.c.state == PENDING
    )
    return connection.execute(statement.values(state=RUNNING, claim=claim, lease=lease)).rowcount
