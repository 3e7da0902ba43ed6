"""Queues that fill, wait or are paused: rows in the real tables, which are taken out again."""

from __future__ import annotations

import threading
from dataclasses import replace
from time import time
from uuid import uuid4

from sqlalchemy import delete, insert, update

from taskcenter.faults.fault import Fault, Number, Text, Values
from taskcenter.faults.repeating import Repeating
from taskcenter.storage.pool import Pool
from taskcenter.storage.schema import QUEUES, TASKS
from taskcenter.storage.task import FAILED, Task
from taskcenter.storage.task import QUEUES as SERVED

BULK = "bulk"
"""A queue that no worker serves: as when its workers are gone."""
LATE = 86400.0
"""Seconds until a task would be tried again, or is given up."""
_STEP = 0.1
_COUNT = Number(1200, 1, 50000, "tasks")
_GROWTH = Number(0.0, 0.0, 5000.0, "tasks a second; all at once without")


class Growing(Fault):
    """Adds tasks to a queue, all at once or by and by."""

    def __init__(self, pool: Pool, business_id: str) -> None:
        self._pool = pool
        self._business_id = business_id
        self._growing: Repeating | None = None
        self._added = 0

    def on(self, values: Values) -> None:
        """Returns when the first are there."""
        self._added = 0
        count, growth = int(values["count"]), values["growth"]
        if not growth:
            self._add(count, values)
            return
        step = max(1, round(growth * _STEP))
        pause = step / growth
        self._growing = Repeating(lambda: self._add(min(step, count - self._added), values), pause)

    def off(self) -> None:
        """Those that were added are gone."""
        if self._growing is not None:
            self._growing.stop()
            self._growing = None
        with self._pool.writing() as connection:
            connection.execute(delete(TASKS).where(TASKS.c.made_by == self.name))

    def _add(self, count: int, values: Values) -> None:
        if count <= 0:
            return
        now = time()
        rows = [self._task(now, values).row() for _ in range(count)]
        with self._pool.writing() as connection:
            connection.execute(insert(TASKS), rows)
        self._added += count

    def _task(self, now: float, values: Values) -> Task:
        raise NotImplementedError

    def _made(self, now: float, **said: object) -> Task:
        plain = Task(
            id=uuid4().hex,
            name=self.name,
            business_id=self._business_id,
            callback_url="http://127.0.0.1/never-called",
            created=now,
            due=now,
            expires=now + LATE,
            queue=BULK,
            made_by=self.name,
        )
        return replace(plain, **said)  # type: ignore[arg-type]


class Backlog(Growing):
    """Due tasks that nobody executes."""

    name = "backlog"
    says = "adds `count` tasks that were due `age` seconds ago to a queue that nobody serves"
    parameters = {
        "count": _COUNT,
        "growth": _GROWTH,
        "age": Number(1200.0, 0.0, 86400.0, "seconds since they were due"),
    }

    def _task(self, now: float, values: Values) -> Task:
        return self._made(now, due=now - values["age"])


class RetryGrowth(Growing):
    """Tasks that wait for another attempt."""

    name = "retry_growth"
    says = "adds `count` tasks that have failed and wait to be tried again"
    parameters = {"count": Number(150, 1, 50000, "tasks"), "growth": _GROWTH}

    def _task(self, now: float, values: Values) -> Task:
        return self._made(now, due=now + LATE, expires=now + 2 * LATE, attempts=1)


class ArchivedGrowth(Growing):
    """Tasks that have failed for good."""

    name = "archived_growth"
    says = "adds `count` tasks that have failed for good"
    parameters = {"count": Number(50, 1, 50000, "tasks"), "growth": _GROWTH}

    def _task(self, now: float, values: Values) -> Task:
        return self._made(now, state=FAILED, attempts=4, finished=now)


class PausedQueue(Fault):
    """Workers leave a queue alone."""

    name = "paused"
    says = "pauses `queue`: its tasks wait"
    parameters = {"queue": Text("low", SERVED, "the queue")}

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._queue = ""
        self._lock = threading.Lock()

    def on(self, values: Values) -> None:
        """Workers see it with their next look."""
        self._queue = values["queue"]
        self._set(1)

    def off(self) -> None:
        """Its tasks are executed again."""
        if self._queue:
            self._set(0)

    def _set(self, paused: int) -> None:
        named = QUEUES.c.name == self._queue
        with self._lock, self._pool.writing() as connection:
            changed = connection.execute(update(QUEUES).where(named).values(paused=paused))
            if not changed.rowcount:
                connection.execute(insert(QUEUES).values(name=self._queue, paused=paused))
