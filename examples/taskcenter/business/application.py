"""Receives callbacks, remembers the last ones, and calls back where it is asked to.

POST /callbacks/{business_id} takes a callback. Where its payload has `follow_up`, the URL of an
API, that is asked for with the `traceparent` and `tracestate` that came with the callback. GET
/received tells what came, and with `?task_id=` only of one task.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from taskcenter.faults.requested import answered
from taskcenter.faults.requests import Trouble, Troubled
from taskcenter.faults.switchboard import Switchboard

REMEMBERED = 1000
"""Callbacks."""
CARRIED = ("traceparent", "tracestate")


class Business:
    """What came, newest last."""

    def __init__(self, switchboard: Switchboard | None) -> None:
        self.received: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self._switchboard = switchboard

    async def receive(self, request: Request) -> Response:
        """POST /callbacks/{business_id}."""
        try:
            body = await request.json()
        except (ValueError, RecursionError):
            return JSONResponse({"error": "expected JSON"}, 400)
        came = {
            "business_id": request.path_params["business_id"],
            "headers": dict(request.headers),
            "body": body,
        }
        self.received.append(came)
        follow_up = _member(_member(body, "payload"), "follow_up")
        wanted = isinstance(follow_up, str)
        after = BackgroundTask(_follow_up, came, follow_up) if wanted else None
        return JSONResponse({"received": True}, background=after)

    async def show(self, request: Request) -> Response:
        """GET /received."""
        wanted = request.query_params.get("task_id")
        found = [one for one in self.received if wanted in (None, _member(one["body"], "task_id"))]
        return JSONResponse({"received": found})

    async def faults(self, request: Request) -> Response:
        """GET, PUT and DELETE under /faults."""
        if self._switchboard is None:
            return JSONResponse({"error": "started without --faults"}, 404)
        asked = (request.method, request.url.path, await request.body())
        status, value = await run_in_threadpool(answered, self._switchboard, *asked)
        return JSONResponse(value, status)


def application(trouble: Trouble, switchboard: Switchboard | None) -> Starlette:
    """The whole of it."""
    business = Business(switchboard)
    troubled = [Middleware(Troubled, trouble)]
    methods = ["GET", "PUT", "DELETE"]
    return Starlette(
        routes=[
            Route(
                "/callbacks/{business_id}", business.receive, methods=["POST"], middleware=troubled
            ),
            Route("/received", business.show),
            Route("/health", lambda _request: JSONResponse({"status": "healthy"})),
            Route("/faults", business.faults, methods=methods),
            Route("/faults/{name}", business.faults, methods=methods),
        ]
    )


def _member(value: Any, name: str) -> Any:  # noqa: ANN401 - any JSON
    return value.get(name) if isinstance(value, dict) else None


async def _follow_up(came: dict[str, Any], url: str) -> None:
    """With the headers of the trace as they came, which is all that W3C asks of a client."""
    headers = {name: came["headers"][name] for name in CARRIED if name in came["headers"]}
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            answer = await client.get(url, headers=headers)
            came["follow_up"] = {"url": url, "status": answer.status_code}
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        came["follow_up"] = {"url": url, "error": str(error)}
    await asyncio.sleep(0)
