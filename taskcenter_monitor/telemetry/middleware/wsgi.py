"""For WSGI: the span, the ids, the record and the metrics of a request in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from types import TracebackType
from typing import Any, TypeAlias, Unpack

from taskcenter_monitor.telemetry.context import attach
from taskcenter_monitor.telemetry.logging import get_logger
from taskcenter_monitor.telemetry.middleware.answers import answer
from taskcenter_monitor.telemetry.middleware.exchanges import (
    FAILED,
    GONE,
    Exchange,
    Request,
    is_fault,
)
from taskcenter_monitor.telemetry.middleware.routes import wsgi_route
from taskcenter_monitor.telemetry.middleware.serving import (
    SERVED,
    Serving,
    Settings,
    Told,
    serving,
)

Headers: TypeAlias = list[tuple[str, str]]
Raised: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None
)
Write: TypeAlias = Callable[[bytes], object]
StartResponse: TypeAlias = Callable[..., Write]
Application: TypeAlias = Callable[[Told, StartResponse], Iterable[bytes]]


class WsgiMiddleware:
    """Around a whole application, outermost. See `Serving` for what it may be given.

    The application runs in a context of its own, its generator as well, whichever thread the
    server takes for the rest of it.
    """

    def __init__(self, app: Application, **settings: Unpack[Settings]) -> None:
        self.app = app
        self.serving = serving(settings)
        self.log = get_logger("http.server")

    def __call__(self, environ: Told, start_response: StartResponse) -> Iterable[bytes]:
        """As PEP 3333 has it."""
        if SERVED in environ or path_of(environ) in self.serving.quiet:
            return self.app(environ, start_response)
        environ[SERVED] = True
        exchange = Exchange(self.serving, request_of(environ, self.serving))
        run = copy_context()
        served = Served(self, exchange, environ, start_response, run)
        run.run(served.begin)
        try:
            result = run.run(self.app, environ, served.start_response)
        except BaseException as error:
            served.failed(error)
            raise
        return answer(result, served, environ.get("wsgi.file_wrapper"))


class Served:
    """One request, between the application and the server."""

    __slots__ = ("_environ", "_known", "_log", "_start", "exchange", "length", "run")

    def __init__(
        self,
        middleware: WsgiMiddleware,
        exchange: Exchange,
        environ: Told,
        start_response: StartResponse,
        run: Context,
    ) -> None:
        self.exchange = exchange
        self.run = run
        self.length = -1
        """What the answer says of its size; -1 where it does not."""
        self._environ = environ
        self._known = wsgi_route(str(environ.get("SCRIPT_NAME", "")))
        self._log = middleware.log
        self._start = start_response

    def begin(self) -> None:
        """In the context of the application, which nobody leaves but all together."""
        self.exchange.begin(self._environ, self._environ)
        attach(self.exchange.context)

    def start_response(self, status: str, headers: Headers, exc_info: Raised = None) -> Write:
        """For the application; it may call it again with what it has caught."""
        exchange = self.exchange
        try:
            if exc_info is not None:
                exchange.error = exc_info[1]
            code = status[:3]
            exchange.status = int(code) if code.isdigit() else 0
            headers = with_headers(headers, exchange)
            self.length = _length(headers)
            args = (status, headers) if exc_info is None else (status, headers, exc_info)
            write = self._start(*args)
        finally:
            # It holds the frames, which hold it.
            exc_info = None

        def written(data: bytes) -> object:
            self.sent(data)
            return write(data)

        return written

    def sent(self, data: bytes) -> None:
        """A part of the answer goes to the server."""
        if self.exchange.request.method != "HEAD":
            self.exchange.bytes_out += len(data)

    def failed(self, error: BaseException) -> None:
        """The application has raised."""
        exchange = self.exchange
        if is_fault(error):
            exchange.status, exchange.error = FAILED, error
        else:
            exchange.status = GONE
        self.finish()

    def closed(self) -> None:
        """The server is done with the answer, whether or not it has taken all of it."""
        exchange = self.exchange
        if not exchange.done:
            whole = exchange.took is not None or exchange.request.method == "HEAD"
            if not whole and not 0 <= self.length <= exchange.bytes_out:
                exchange.status = GONE
            elif not exchange.status:
                exchange.status, exchange.error = FAILED, "no answer"
        self.finish()

    def finish(self) -> None:
        """In the context of the request."""
        self._environ.pop(SERVED, None)
        self.run.run(self.exchange.finish, self._environ, self._known, self._log)


def with_headers(headers: Headers, exchange: Exchange) -> Headers:
    """The headers of an answer with ours, where the application has not set them itself."""
    there = {name.lower() for name, _ in headers}
    ours = (("traceparent", exchange.traceparent), ("x-request-id", exchange.request_id))
    return [*headers, *((name, value) for name, value in ours if value and name not in there)]


def _length(headers: Headers) -> int:
    said = [value for name, value in headers if name.lower() == "content-length"]
    return int(said[0]) if said and said[0].isascii() and said[0].isdigit() else -1


def path_of(environ: Told) -> str:
    """The whole path; WSGI has its bytes as latin-1."""
    path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
    return path.encode("latin-1", "replace").decode("utf-8", "replace")


def request_of(environ: Told, serving: Serving) -> Request:
    """What is recorded of a request."""
    address = str(environ.get("REMOTE_ADDR", ""))
    if serving.proxies is not None:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        address = serving.proxies.client(address, str(forwarded))
    length: Any = environ.get("CONTENT_LENGTH", "")
    return Request(
        environ.get("REQUEST_METHOD", "GET"),
        path_of(environ),
        environ.get("wsgi.url_scheme", "http"),
        str(environ.get("SERVER_PROTOCOL", "")).partition("/")[2],
        address,
        str(environ.get("HTTP_USER_AGENT", "")),
        int(length) if str(length).isascii() and str(length).isdigit() else -1,
        str(environ.get("HTTP_X_REQUEST_ID", "")),
    )
