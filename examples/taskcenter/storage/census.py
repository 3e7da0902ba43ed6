"""How many tasks there are of each kind, as gauges and the asynq exporter tell it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Row, case, func, select

from taskcenter.storage.pool import Pool
from taskcenter.storage.schema import QUEUES, TASKS
from taskcenter.storage.task import FAILED, PENDING, RUNNING, SUCCEEDED
from taskcenter.storage.task import QUEUES as SERVED

QUEUE_STATES = ("active", "pending", "scheduled", "retry", "archived", "completed")
"""Those of asynq. A task that waits for another attempt is in `retry` until that is due."""


@dataclass(slots=True)
class Queue:
    """One queue; `latency` is the age of the oldest pending task in seconds."""

    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(QUEUE_STATES, 0))
    latency: float = 0.0
    paused: bool = False

    @property
    def size(self) -> int:
        """All tasks but completed ones."""
        return sum(self.states.values()) - self.states["completed"]


def active_tasks(pool: Pool) -> dict[str, int]:
    """Unfinished tasks of each business that has some."""
    statement = (
        select(TASKS.c.business_id, func.count())
        .where(TASKS.c.state.in_((PENDING, RUNNING)))
        .group_by(TASKS.c.business_id)
    )
    with pool.reading() as connection:
        return {str(business): int(count) for business, count in connection.execute(statement)}


def queues(pool: Pool, now: float) -> dict[str, Queue]:
    """Every queue that workers serve, and those that have tasks all the same."""
    due = TASKS.c.due <= now
    state = case(
        (TASKS.c.state == RUNNING, "active"),
        (TASKS.c.state == SUCCEEDED, "completed"),
        (TASKS.c.state == FAILED, "archived"),
        ((TASKS.c.state == PENDING) & due, "pending"),
        ((TASKS.c.state == PENDING) & (TASKS.c.attempts > 0), "retry"),
        (TASKS.c.state == PENDING, "scheduled"),
        else_="",
    ).label("kind")
    statement = select(
        TASKS.c.queue, state, func.count().label("tasks"), func.min(TASKS.c.due).label("oldest")
    ).group_by(TASKS.c.queue, state)
    found = {name: Queue() for name in SERVED}
    with pool.reading() as connection:
        for row in connection.execute(statement):
            _count(found.setdefault(row.queue, Queue()), row, now)
        for name in connection.scalars(select(QUEUES.c.name).where(QUEUES.c.paused == 1)):
            found.setdefault(name, Queue()).paused = True
    return found


def _count(queue: Queue, row: Row[tuple[str, str, int, float]], now: float) -> None:
    if row.kind in queue.states:
        queue.states[row.kind] = row.tasks
    if row.kind == "pending":
        queue.latency = max(0.0, now - row.oldest)
