"""Tasks at hand in a Redis, where there is one. Without it everything works, more slowly."""

from __future__ import annotations

import json
from time import monotonic
from typing import TYPE_CHECKING, Any

from taskcenter.storage.task import Task, from_row
from taskcenter_monitor.telemetry import operations
from taskcenter_monitor.telemetry.health import Status
from taskcenter_monitor.telemetry.logging import get_logger

if TYPE_CHECKING:
    from redis import Redis

KEPT = 5
"""Seconds that a task is kept: workers change it and tell nobody."""
ANSWER = 0.2
"""Seconds that Redis has for an answer."""
PAUSE = 5.0
"""Seconds that a Redis which did not answer is left alone."""


class Cache:
    """None at all."""

    def get(self, id: str) -> Task | None:  # noqa: A002, ARG002 - what the API calls it
        """The task, where it is at hand."""
        return None

    def put(self, task: Task) -> None:
        """Keeps it at hand."""

    def drop(self, id: str) -> None:  # noqa: A002
        """It has changed."""

    def health(self) -> Status:
        """Requests are answered without it."""
        return "healthy"


class RedisCache(Cache):
    """In Redis. What it does not answer is asked of the database."""

    def __init__(self, url: str) -> None:
        import redis

        self._client: Redis = redis.Redis.from_url(
            url, socket_timeout=ANSWER, socket_connect_timeout=ANSWER, decode_responses=True
        )
        self._error = redis.RedisError
        self._log = get_logger("api.cache")
        self._rests_until = 0.0

    def get(self, id: str) -> Task | None:  # noqa: A002
        """The task, where Redis has it."""
        found = self._asked("GET", f"task:{id}")
        return from_row(json.loads(found)) if isinstance(found, str) else None

    def put(self, task: Task) -> None:
        """For some seconds."""
        self._asked("SET", f"task:{task.id}", json.dumps(task.row()), "EX", KEPT)

    def drop(self, id: str) -> None:  # noqa: A002
        """No longer."""
        self._asked("DEL", f"task:{id}")

    def health(self) -> Status:
        """Degraded where it does not answer."""
        try:
            self._client.ping()
        except self._error:
            return "degraded"
        return "healthy"

    def _asked(self, command: str, key: str, *rest: str | int) -> Any:  # noqa: ANN401
        if monotonic() < self._rests_until:
            return None
        try:
            with operations.cache(
                self._log, system="redis", operation=command, key="task:{id}"
            ) as done:
                execute: Any = self._client.execute_command
                answer = execute(command, key, *rest)
                if command == "GET":
                    done.hit = answer is not None
        except self._error:
            self._rests_until = monotonic() + PAUSE
            return None
        return answer


def cache_at(url: str) -> Cache:
    """The cache at a URL; none without."""
    return RedisCache(url) if url else Cache()
