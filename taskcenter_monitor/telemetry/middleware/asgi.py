"""For ASGI: the span, the ids, the record and the metrics of a request in one pass."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeAlias, Unpack

from taskcenter_monitor.telemetry.context import attach, detach
from taskcenter_monitor.telemetry.logging import get_logger
from taskcenter_monitor.telemetry.middleware.exchanges import (
    FAILED,
    GONE,
    Exchange,
    Request,
    is_fault,
)
from taskcenter_monitor.telemetry.middleware.routes import asgi_route
from taskcenter_monitor.telemetry.middleware.serving import (
    SERVED,
    Serving,
    Settings,
    Told,
    serving,
)
from taskcenter_monitor.telemetry.middleware.websockets import serve_websocket

Scope: TypeAlias = Told
Message: TypeAlias = Told
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


class AsgiMiddleware:
    """Around a whole application, outermost. See `Serving` for what it may be given."""

    def __init__(self, app: Application, **settings: Unpack[Settings]) -> None:
        self.app = app
        self.serving = serving(settings)
        self.log = get_logger("http.server")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        kind = scope["type"]
        ours = kind in ("http", "websocket") and SERVED not in scope
        if not ours or scope["path"] in self.serving.quiet:
            await self.app(scope, receive, send)
            return
        scope[SERVED] = True
        headers = headers_of(scope)
        exchange = Exchange(self.serving, request_of(scope, headers, self.serving))
        exchange.begin(scope["headers"], scope)
        token = attach(exchange.context)
        try:
            if kind == "websocket":
                await serve_websocket(self, exchange, scope, receive, send)
            else:
                await self._serve(exchange, scope, receive, send)
        finally:
            scope.pop(SERVED, None)
            # An application may have been moved into another task.
            with suppress(ValueError, RuntimeError):
                detach(token)

    async def _serve(self, exchange: Exchange, scope: Scope, receive: Receive, send: Send) -> None:
        served = Served(self, exchange, scope, receive, send)
        try:
            await self.app(scope, served.receive, served.send)
        except BaseException as error:
            served.failed(error)
            raise
        served.ended()


class Served:
    """The two ends of one request, between the application and the server."""

    __slots__ = (
        "_exchange",
        "_gone",
        "_known",
        "_log",
        "_receive",
        "_scope",
        "_send",
        "_started",
        "_trailers",
    )

    def __init__(
        self,
        middleware: AsgiMiddleware,
        exchange: Exchange,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        self._exchange = exchange
        self._scope = scope
        self._known = asgi_route(str(scope.get("root_path", "")))
        self._log = middleware.log
        self._receive = receive
        self._send = send
        self._started = self._trailers = self._gone = False

    async def receive(self) -> Message:
        """For the application: what the client sends, or that it has gone."""
        message = await self._receive()
        exchange = self._exchange
        if message["type"] == "http.request":
            if exchange.request.length < 0:
                exchange.bytes_in += len(message.get("body", b""))
        elif message["type"] == "http.disconnect" and exchange.took is None:
            self._gone = True
        return message

    async def send(self, message: Message) -> None:
        """For the application: what it answers."""
        exchange = self._exchange
        if message["type"] == "http.response.start":
            self._started = True
            exchange.status = message["status"]
            self._trailers = bool(message.get("trailers"))
            message = with_headers(message, exchange)
        last = self._is_last(message)
        try:
            await self._send(message)
        except OSError:
            # As ASGI has it since 2.4, where nobody reads any more.
            self._gone = True
            raise
        if last:
            exchange.sent_all()
            # Starlette answers for what has failed, and then raises it.
            if not self._gone and exchange.status < FAILED:
                exchange.finish(self._scope, self._known, self._log)

    def _is_last(self, message: Message) -> bool:
        """Whether the answer ends with this; counts its bytes."""
        kind = message["type"]
        if kind == "http.response.body":
            if self._exchange.request.method != "HEAD":
                self._exchange.bytes_out += len(message.get("body", b""))
            return not self._trailers and not message.get("more_body", False)
        if kind == "http.response.trailers":
            return not message.get("more_trailers", False)
        # The server sends a file by its path, whole.
        return kind == "http.response.pathsend" and not self._trailers

    def failed(self, error: BaseException) -> None:
        """The application has raised, at any time."""
        exchange = self._exchange
        if exchange.done:
            if is_fault(error):
                exchange.failed_later(error, self._log)
            return
        if not is_fault(error) or (self._gone and says_gone(error)):
            exchange.status = GONE
        else:
            exchange.error = error
            if exchange.took is None:
                exchange.status = FAILED
        exchange.finish(self._scope, self._known, self._log)

    def ended(self) -> None:
        """The application has come back."""
        exchange = self._exchange
        if exchange.done:
            return
        if self._gone:
            exchange.status = GONE
        elif exchange.took is None:
            exchange.status = FAILED
            exchange.error = "the answer has no end" if self._started else "no answer"
        exchange.finish(self._scope, self._known, self._log)


def says_gone(error: BaseException) -> bool:
    """Whether an error only says that the client has gone, as those of servers and Starlette."""
    if isinstance(error, BaseExceptionGroup):
        return all(says_gone(one) for one in error.exceptions)
    return isinstance(error, OSError) or any(
        base.__name__ == "ClientDisconnect" for base in type(error).__mro__
    )


_READ = {
    name.encode(): name
    for name in ("content-length", "user-agent", "x-forwarded-for", "x-request-id")
}


def headers_of(scope: Scope) -> dict[str, str]:
    """Those that are recorded. One that came more often is joined by commas."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        known = _READ.get(name)
        if known is not None:
            text = value.decode("latin-1")
            found[known] = f"{found[known]},{text}" if known in found else text
    return found


def request_of(scope: Scope, headers: dict[str, str], serving: Serving) -> Request:
    """What is recorded of a request."""
    client = scope.get("client")
    address = str(client[0] or "") if client else ""
    if serving.proxies is not None:
        address = serving.proxies.client(address, headers.get("x-forwarded-for", ""))
    length = headers.get("content-length", "")
    return Request(
        scope.get("method", "GET"),
        scope["path"],
        scope.get("scheme", "http"),
        scope.get("http_version", "1.1"),
        address,
        headers.get("user-agent", ""),
        # What is no number the server has refused.
        int(length) if length.isascii() and length.isdigit() and len(length) < 20 else -1,
        headers.get("x-request-id", ""),
    )


def with_headers(message: Message, exchange: Exchange) -> Message:
    """The start of an answer with our headers, where the application has not set them itself."""
    headers: list[Any] = list(message.get("headers", ()))
    there = [name.lower() for name, _ in headers]
    traceparent = exchange.traceparent
    if traceparent and b"traceparent" not in there:
        headers.append((b"traceparent", traceparent.encode()))
    if exchange.request_id and b"x-request-id" not in there:
        headers.append((b"x-request-id", exchange.request_id.encode()))
    return {**message, "headers": headers}
