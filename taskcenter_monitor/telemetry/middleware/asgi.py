"""For ASGI. A sketch: the span, the record and the metrics of a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from time import perf_counter
from typing import Any

from opentelemetry import context as opentelemetry_context
from opentelemetry.trace import SpanKind

from taskcenter_monitor.telemetry import metrics, tracing
from taskcenter_monitor.telemetry.context import bound
from taskcenter_monitor.telemetry.logging import get_logger, operations

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class AsgiMiddleware:
    """Around a whole application, outermost. `quiet` routes have no span and no record."""

    def __init__(
        self, app: Application, *, quiet: frozenset[str] = frozenset({"/metrics", "/health"})
    ) -> None:
        self.app = app
        self.quiet = quiet
        self.log = get_logger("http.server")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http" or scope["path"] in self.quiet:
            await self.app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        begun, status = perf_counter(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        token = opentelemetry_context.attach(tracing.extract(headers))
        try:
            with (
                tracing.span(f"{scope['method']} {scope['path']}", kind=SpanKind.SERVER),
                bound(request_id=headers.get("x-request-id")),
            ):
                await self.app(scope, receive, sent)
                took = perf_counter() - begun
                route = str(getattr(scope.get("route"), "path", scope["path"]))
                operations.http_request(
                    self.log,
                    method=scope["method"],
                    path=scope["path"],
                    route=route,
                    status=status,
                    duration=took,
                )
                metrics.counter("task_center_http_requests_total").inc(
                    method=scope["method"], endpoint=route, http_code=str(status)
                )
                metrics.histogram("task_center_http_request_duration_seconds").observe(
                    took, method=scope["method"], endpoint=route
                )
        finally:
            opentelemetry_context.detach(token)
