"""One attempt at a task: the callback, and what follows from its answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import time
from typing import Literal

import httpx

from taskcenter.faults.callbacks import Network
from taskcenter.storage.task import FAILED, PENDING, SUCCEEDED, Task
from taskcenter.storage.work import Outcome, Work
from taskcenter_monitor.telemetry import operations
from taskcenter_monitor.telemetry.logging import get_logger

LAST_INTERVAL = 900.0
"""Seconds before a retry for which no interval is given."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`outcome` is success, failed or timeout, as the metrics have it."""

    outcome: Literal["success", "failed", "timeout"]
    error: str = ""


class Execution:
    """Executes tasks that were claimed; never raises for what a business system does."""

    def __init__(self, work: Work, client: httpx.AsyncClient, network: Network) -> None:
        self._work = work
        self._client = client
        self._network = network
        self._log = get_logger("worker.callback")

    async def execute(self, task: Task) -> None:
        """In the trace of the request that has made the task."""
        with operations.task(
            self._log,
            name=task.name,
            business_id=task.business_id,
            task_id=task.id,
            queue=task.queue,
            attempt=task.attempts + 1,
            scheduled=task.due,
            carrier=task.trace,
        ) as done:
            answer = await self._call(task)
            done.outcome = answer.outcome
            outcome = _outcome(task, answer, time())
            kept = await asyncio.to_thread(self._work.finish, task, outcome)
            done.final = kept and outcome.state != PENDING
        if not kept:
            self._log.warn("task was taken away meanwhile", task_id=task.id)

    async def _call(self, task: Task) -> Answer:
        headers = {"x-task-id": task.id}
        with operations.callback(
            self._log, business_id=task.business_id, url=task.callback_url, headers=headers
        ) as call:
            try:
                call.status = await self._post(task, headers)
            except Exception as error:  # noqa: BLE001 - a client may raise anything for a bad URL
                call.fail(error)
                return _without_answer(task, error)
        if 200 <= call.status < 300:
            return Answer("success")
        return Answer("failed", f"the business system answered {call.status}")

    async def _post(self, task: Task, headers: dict[str, str]) -> int:
        url = await self._network.route(task.callback_url, task.business_id)
        response = await self._client.post(
            url, json=_body(task), headers=headers, timeout=task.timeout
        )
        return response.status_code


def _without_answer(task: Task, error: Exception) -> Answer:
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return Answer("timeout", f"no answer within {task.timeout:g} s")
    return Answer("failed", f"{type(error).__name__}: {error}")


def _outcome(task: Task, answer: Answer, now: float) -> Outcome:
    if answer.outcome == "success":
        return Outcome(SUCCEEDED, now)
    if task.attempts >= task.max_retries:
        return Outcome(FAILED, now, error=answer.error)
    return Outcome(PENDING, now, due=now + interval(task), error=answer.error)


def interval(task: Task) -> float:
    """Seconds before the next attempt; the last one that is given holds for all that follow."""
    if not task.intervals:
        return LAST_INTERVAL
    return task.intervals[min(task.attempts, len(task.intervals) - 1)]


def _body(task: Task) -> dict[str, object]:
    return {
        "task_id": task.id,
        "name": task.name,
        "business_id": task.business_id,
        "attempt": task.attempts + 1,
        "payload": dict(task.payload),
    }
