"""Many clients at once: each request is sent when its time has come, whatever became of others."""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import cycle
from random import choice, random
from time import monotonic

import httpx

from taskcenter.faults.traffic import Traffic
from taskcenter.options import Options
from taskcenter.process import Stop
from taskcenter_monitor.telemetry.logging import get_logger

MOST = 500
"""Requests under way; beyond, none is sent until some have ended."""
_TURN = 0.02
"""Seconds between looks at the clock."""


class Clients:
    """Sends `rate` requests a second, times what faults make of it."""

    def __init__(self, client: httpx.AsyncClient, options: Options, traffic: Traffic) -> None:
        self._client = client
        self._options = options
        self._traffic = traffic
        self._businesses = cycle(options.businesses)
        self._known: deque[str] = deque(maxlen=200)
        self._under_way: set[asyncio.Task[None]] = set()
        self._log = get_logger("load.clients")

    async def run(self, stop: Stop) -> None:
        """Until the role ends."""
        owed, seen = 0.0, monotonic()
        while not await stop.within(_TURN):
            now = monotonic()
            # A machine that slept owes a second of requests at most.
            owed += min(now - seen, 1.0) * self._options.rate * self._traffic.factor
            seen = now
            while owed >= 1.0 and len(self._under_way) < MOST:
                owed -= 1.0
                self._send()
        for task in self._under_way:
            task.cancel()

    def _send(self) -> None:
        sending = asyncio.create_task(self._sent())
        self._under_way.add(sending)
        sending.add_done_callback(self._under_way.discard)

    async def _sent(self) -> None:
        try:
            if self._known and random() < self._options.reads:  # noqa: S311 - any share will do
                await self._client.get(f"/api/v1/tasks/{choice(self._known)}")  # noqa: S311
            else:
                await self._create()
        except httpx.HTTPError as error:
            self._log.warn("request failed", error=type(error).__name__)

    async def _create(self) -> None:
        business = next(self._businesses)
        callback = f"{self._options.callbacks.rstrip('/')}/callbacks/{business}"
        task = {"name": "report", "business_id": business, "callback_url": callback}
        answer = await self._client.post("/api/v1/tasks", json=task)
        if answer.status_code == 201:
            self._known.append(answer.json()["id"])
