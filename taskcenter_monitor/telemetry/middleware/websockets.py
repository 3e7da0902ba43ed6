"""Websockets of ASGI: a span and a record, for as long as one is open. No metrics of requests."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from opentelemetry import trace

from taskcenter_monitor.telemetry.middleware.exchanges import Exchange, is_fault
from taskcenter_monitor.telemetry.middleware.routes import asgi_route
from taskcenter_monitor.telemetry.middleware.serving import UNMATCHED
from taskcenter_monitor.telemetry.operations.complaints import complain
from taskcenter_monitor.telemetry.operations.failing import mark_failed

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.middleware.asgi import (
        AsgiMiddleware,
        Message,
        Receive,
        Scope,
        Send,
    )

_ABNORMAL = 1006
"""The code of a connection that ended without one."""


class Talk:
    """What becomes of a websocket."""

    __slots__ = ("_receive", "_send", "accepted", "code", "exchange")

    def __init__(self, exchange: Exchange, receive: Receive, send: Send) -> None:
        self.exchange = exchange
        self._receive = receive
        self._send = send
        self.accepted = False
        self.code = 0

    async def receive(self) -> Message:
        """For the application."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self.code = message.get("code") or 1005
        return message

    async def send(self, message: Message) -> None:
        """For the application."""
        kind = message["type"]
        if kind == "websocket.accept":
            self.accepted = True
            self.exchange.status = 101
        elif kind == "websocket.close":
            self.code = message.get("code") or 1000
            self.exchange.status = self.exchange.status or 403
        elif kind == "websocket.http.response.start":
            self.exchange.status = message["status"]
        await self._send(message)


async def serve_websocket(
    middleware: AsgiMiddleware, exchange: Exchange, scope: Scope, receive: Receive, send: Send
) -> None:
    """Until the application comes back."""
    talk, begun = Talk(exchange, receive, send), perf_counter()
    root = str(scope.get("root_path", ""))
    try:
        await middleware.app(scope, talk.receive, talk.send)
    except BaseException as error:
        exchange.error = error if is_fault(error) else None
        talk.code = talk.code or (1011 if exchange.error is not None else _ABNORMAL)
        if not talk.accepted and exchange.error is not None:
            exchange.status = 500
        raise
    finally:
        try:
            _tell(middleware, talk, middleware.serving.route_of(scope, asgi_route(root)), begun)
        except Exception as fault:  # noqa: BLE001 - what was said on it stands
            complain("a websocket could not be recorded", fault)
        exchange.span.end()


def _tell(middleware: AsgiMiddleware, talk: Talk, route: str, begun: float) -> None:
    exchange = talk.exchange
    span, error = exchange.span, exchange.error
    if span.is_recording():
        if route != UNMATCHED:
            span.update_name(f"WS {route}")
            span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", exchange.status)
        span.set_attribute("taskcenter.websocket.close_code", talk.code)
        if error is not None:
            mark_failed(span, error)
    with trace.use_span(span):
        say = middleware.log.info if error is None else middleware.log.error
        more = {} if error is None else {"error": error}
        say(
            "websocket ended",
            path=exchange.request.path,
            route=route,
            status=exchange.status,
            code=talk.code,
            duration=perf_counter() - begun,
            **more,
        )
