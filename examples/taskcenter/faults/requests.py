"""Requests that are slow or fail; behind the middleware, so they are seen as any request is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from random import random
from typing import Any

from taskcenter.faults.fault import Fault, Number, Text, Values

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
ANYBODY = ""
"""The parameter `business_id` of a fault that spares no business."""


@dataclass(slots=True)
class Trouble:
    """What happens to a share of the requests. Those of other businesses than one do not fail."""

    delay: float = 0.0
    delayed: float = 0.0
    hanging: float = 0.0
    status: int = 500
    failing: float = 0.0
    business_id: str = ANYBODY


class Troubled:
    """Around an application or a route."""

    def __init__(self, app: Application, trouble: Trouble) -> None:
        self.app = app
        self.trouble = trouble

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        trouble = self.trouble
        if scope["type"] == "http":
            if random() < trouble.hanging:  # noqa: S311 - any share will do
                await _until(lambda: not trouble.hanging)
            if random() < trouble.delayed:  # noqa: S311
                await asyncio.sleep(trouble.delay)
            if _concerns(trouble, scope["path"]) and random() < trouble.failing:  # noqa: S311
                await _fail(send, trouble.status)
                return
        await self.app(scope, receive, send)


def _concerns(trouble: Trouble, path: str) -> bool:
    return trouble.business_id == ANYBODY or path.rstrip("/").endswith(f"/{trouble.business_id}")


async def _until(over: Callable[[], bool]) -> None:
    while not over():
        await asyncio.sleep(0.1)


async def _fail(send: Send, status: int) -> None:
    body = json.dumps({"error": "failing, as it was asked to"}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


_SHARE = Number(1.0, 0.0, 1.0, "share of the requests")
_BUSINESS = Text(ANYBODY, says="only the callbacks of this business; all without")


class Slow(Fault):
    """Answers late."""

    name = "slow"
    says = "answers `share` of the requests `seconds` later"
    parameters = {"seconds": Number(2.5, 0.0, 60.0, "of delay"), "share": _SHARE}

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble

    def on(self, values: Values) -> None:
        """From the next request on."""
        self._trouble.delay, self._trouble.delayed = values["seconds"], values["share"]

    def off(self) -> None:
        """Requests that are delayed already stay so."""
        self._trouble.delay = self._trouble.delayed = 0.0


class Errors(Fault):
    """Answers that it cannot."""

    name = "errors"
    says = "answers `share` of the requests with `status`"
    parameters = {"status": Number(500, 400, 599, "of HTTP"), "share": _SHARE}

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble

    def on(self, values: Values) -> None:
        """From the next request on."""
        self._trouble.status, self._trouble.failing = values["status"], values["share"]

    def off(self) -> None:
        """All are answered as they should be."""
        self._trouble.failing = 0.0


class BusinessErrors(Errors):
    """The same, of one business system."""

    says = "answers `share` of the callbacks of `business_id` with `status`"
    parameters = {**Errors.parameters, "business_id": _BUSINESS}

    def on(self, values: Values) -> None:
        """From the next request on."""
        self._trouble.business_id = values["business_id"]
        super().on(values)

    def off(self) -> None:
        """All are answered as they should be."""
        self._trouble.business_id = ANYBODY
        super().off()


class Hang(Fault):
    """Answers nothing while it is on."""

    name = "hang"
    says = "leaves `share` of the requests without an answer until it is over"
    parameters = {"share": _SHARE}

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble

    def on(self, values: Values) -> None:
        """From the next request on."""
        self._trouble.hanging = values["share"]

    def off(self) -> None:
        """What hangs is answered now."""
        self._trouble.hanging = 0.0
