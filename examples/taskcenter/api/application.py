"""The HTTP API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from time import time

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from taskcenter.api.body import document
from taskcenter.api.validation import Invalid, task_from
from taskcenter.businesses import code_of
from taskcenter.storage.cache import Cache
from taskcenter.storage.task import STATES, Task
from taskcenter.storage.tasks import Tasks
from taskcenter_monitor.telemetry import context, metrics, tracing
from taskcenter_monitor.telemetry.logging import get_logger
from taskcenter_monitor.telemetry.middleware import AsgiMiddleware

ID = re.compile("[0-9a-f]{32}")
"""What else somebody writes there is no id, and must not stand in lines as one."""
MOST = 200
"""Tasks in one answer of a list."""


class Api:
    """What each route does. Statements run in threads, since drivers wait."""

    def __init__(self, tasks: Tasks, cache: Cache, businesses: tuple[str, ...]) -> None:
        self.tasks = tasks
        self.cache = cache
        self.businesses = businesses
        self.log = get_logger("api")
        self._created = metrics.counter("task_center_tasks_created_total")
        self._requests = metrics.counter("task_center_business_requests_total")

    async def create(self, request: Request) -> Response:
        """POST /api/v1/tasks."""
        task = task_from(await document(request), self.businesses, time())
        self._count(task.business_id)
        with context.bound(business_id=task.business_id, task_id=task.id):
            headers: dict[str, str] = {}
            tracing.inject(headers)
            task = replace(task, trace=headers)
            await run_in_threadpool(self.tasks.create, task)
            self._created.inc()
            self.log.info("task created", name=task.name, queue=task.queue)
        return JSONResponse(task.shown(), 201, {"location": f"/api/v1/tasks/{task.id}"})

    async def read(self, request: Request) -> Response:
        """GET /api/v1/tasks/{id}."""
        id = request.path_params["id"]  # noqa: A001 - what the API calls it
        if not ID.fullmatch(id):
            return _refused(404, "no such task")
        with context.bound(task_id=id):
            task = await run_in_threadpool(self._read, id)
        if task is None:
            return _refused(404, "no such task")
        self._count(task.business_id)
        return JSONResponse(task.shown())

    async def list(self, request: Request) -> Response:
        """GET /api/v1/tasks?business_id=&state=&limit=."""
        wanted, limit = self._wanted(dict(request.query_params))
        tasks = await run_in_threadpool(self.tasks.found, wanted, limit)
        if "business_id" in wanted:
            self._count(wanted["business_id"])
        return JSONResponse({"tasks": [task.shown() for task in tasks]})

    async def cancel(self, request: Request) -> Response:
        """DELETE /api/v1/tasks/{id}."""
        id = request.path_params["id"]  # noqa: A001
        if not ID.fullmatch(id):
            return _refused(404, "no such task")
        with context.bound(task_id=id):
            cancelled = await run_in_threadpool(self.tasks.cancel, id, time())
            task = await run_in_threadpool(self.tasks.read, id)
            if task is None:
                return _refused(404, "no such task")
            self._count(task.business_id)
            if not cancelled:
                return _refused(409, f"the task is {task.state}")
            self.cache.drop(id)
            self.log.info("task cancelled", business_id=task.business_id)
        return JSONResponse(task.shown())

    def _read(self, id: str) -> Task | None:  # noqa: A002
        task = self.cache.get(id)
        if task is None:
            task = self.tasks.read(id)
            if task is not None:
                self.cache.put(task)
        return task

    def _wanted(self, asked: dict[str, str]) -> tuple[dict[str, str], int]:
        faults = dict.fromkeys(asked.keys() - {"business_id", "state", "limit"}, "unknown")
        limit = asked.pop("limit", "50")
        if not (limit.isascii() and limit.isdigit() and 0 < int(limit[:9]) <= MOST):
            faults["limit"] = f"expected a whole number from 1 to {MOST}"
        if asked.get("state", STATES[0]) not in STATES:
            faults["state"] = f"expected one of {', '.join(STATES)}"
        if asked.get("business_id", self.businesses[0]) not in self.businesses:
            faults["business_id"] = f"unknown; known are {', '.join(self.businesses)}"
        if faults:
            raise Invalid(faults)
        return asked, int(limit)

    def _count(self, business: str) -> None:
        self._requests.inc(business_id=business, business_code=code_of(business))


def application(api: Api, around: Sequence[Middleware]) -> AsgiMiddleware:
    """The whole of it; `around` each route is what faults put there."""
    routes = [
        Route("/api/v1/tasks", api.create, methods=["POST"], middleware=around),
        Route("/api/v1/tasks", api.list, methods=["GET"], middleware=around),
        Route("/api/v1/tasks/{id}", api.read, methods=["GET"], middleware=around),
        Route("/api/v1/tasks/{id}", api.cancel, methods=["DELETE"], middleware=around),
    ]
    handlers = {Invalid: _invalid, SQLAlchemyError: _unavailable}
    return AsgiMiddleware(Starlette(routes=routes, exception_handlers=handlers))


def _invalid(_request: Request, error: Exception) -> Response:
    faults = error.faults if isinstance(error, Invalid) else {}
    return JSONResponse({"error": "invalid", "faults": faults}, 400)


def _unavailable(_request: Request, error: Exception) -> Response:
    get_logger("api").error("database unavailable", error=error)
    return _refused(503, "the database does not answer")


def _refused(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status)
