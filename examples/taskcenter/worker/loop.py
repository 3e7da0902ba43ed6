"""Looks for due tasks and has them executed, so many at a time."""

from __future__ import annotations

import asyncio
from time import time

from sqlalchemy.exc import SQLAlchemyError

from taskcenter.process import Stop
from taskcenter.storage.task import Task
from taskcenter.storage.work import Work
from taskcenter.worker.execution import Execution
from taskcenter_monitor.telemetry import metrics
from taskcenter_monitor.telemetry.logging import get_logger

GRACE = 0.8
"""Seconds that executions under way have to end; what is left is claimed again by another."""
CHORES = 5.0
"""Seconds between looks for what was left behind."""
KEPT = 3600.0
"""Seconds that a task is kept after its end."""


class Loop:
    """Until the role ends."""

    def __init__(self, work: Work, execution: Execution, concurrency: int, poll: float) -> None:
        self._work = work
        self._execution = execution
        self._concurrency = concurrency
        self._poll = poll
        self._running: set[asyncio.Task[None]] = set()
        self._log = get_logger("worker")
        self._completed = metrics.counter("task_center_tasks_completed_total")

    async def run(self, stop: Stop) -> None:
        """Claims what is due whenever there is room."""
        chores = asyncio.create_task(self._do_chores(stop))
        while not stop.asked:
            claimed = await self._claimed()
            if not claimed:
                await stop.within(self._poll)
        if self._running:
            await asyncio.wait(self._running, timeout=GRACE)
        for task in self._running:
            task.cancel()
        chores.cancel()

    async def _claimed(self) -> int:
        room = self._concurrency - len(self._running)
        if room <= 0:
            return 0
        try:
            tasks = await asyncio.to_thread(self._work.claim, room, time())
        except SQLAlchemyError as error:
            self._log.error("cannot look for due tasks", error=error)
            return 0
        for task in tasks:
            running = asyncio.create_task(self._execute(task))
            self._running.add(running)
            running.add_done_callback(self._running.discard)
        return len(tasks)

    async def _execute(self, task: Task) -> None:
        try:
            await self._execution.execute(task)
        except Exception as error:  # noqa: BLE001 - nobody else would see it
            # Its lease ends, and it is tried again.
            self._log.error("outcome of a task is lost", error=error, task_id=task.id)

    async def _do_chores(self, stop: Stop) -> None:
        while not stop.asked:
            try:
                await asyncio.to_thread(self._tidy)
            except SQLAlchemyError as error:
                self._log.error("cannot tidy up", error=error)
            await stop.within(CHORES)

    def _tidy(self) -> None:
        now = time()
        recovered = self._work.recover(now)
        if recovered:
            self._log.warn("tasks of a vanished worker", tasks=recovered)
        for task in self._work.expire(now):
            self._completed.inc(business_id=task.business_id, status="expired")
            self._log.warn("task expired", task_id=task.id, business_id=task.business_id)
        self._work.forget(now - KEPT)
