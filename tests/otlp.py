"""A receiver of spans for tests: real OTLP over loopback, by HTTP or by gRPC.

with HttpReceiver() as receiver:
    tracing.configure("reports", endpoint=receiver.endpoint)
    ...
    span = receiver.one("reconcile")

It can be slow (`delay`), refuse (`refuses`), go down and come back on the same port.
"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, ClassVar, Literal, Self

import grpc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

LONGEST = 20.0
"""Seconds that a span may take to come, on a machine that others use as well."""
KINDS = ("unspecified", "internal", "server", "client", "producer", "consumer")
STATUSES = ("unset", "ok", "error")
Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedEvent:
    """Something that happened within a span, `at` nanoseconds since 1970."""

    name: str
    at: int
    attributes: Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLink:
    """Another span that has to do with one."""

    trace_id: str
    span_id: str
    attributes: Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedSpan:
    """A span as it came over the wire: ids in hex, times in nanoseconds since 1970.

    `parent` is "" for a root. `kind` is one of KINDS, `status` one of STATUSES.
    """

    name: str
    trace_id: str
    span_id: str
    parent: str
    kind: str
    status: str
    description: str
    started: int
    ended: int
    attributes: Attributes
    events: tuple[ReceivedEvent, ...]
    links: tuple[ReceivedLink, ...]
    resource: Attributes
    scope: str
    flags: int
    trace_state: str

    @property
    def took(self) -> float:
        """Seconds."""
        return (self.ended - self.started) / 1e9


class Receiver:
    """What both kinds share. `delay` is in seconds, before each answer."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.refuses = 0
        """What it answers instead of taking spans: a status of HTTP or a code of gRPC, 0 if none"""
        self.requests = 0
        """How often it was asked, whatever it answered."""
        self.headers: list[Mapping[str, str]] = []
        """Of each request that it took; names in lower case."""
        self._spans: list[ReceivedSpan] = []
        self._changed = Condition()
        self.cut_off = Event()
        """Set while it is down: nobody waits for an answer then."""

    @property
    def spans(self) -> list[ReceivedSpan]:
        """All that has come, in that order."""
        with self._changed:
            return list(self._spans)

    def named(self, name: str) -> list[ReceivedSpan]:
        """Those of one name."""
        return [span for span in self.spans if span.name == name]

    def one(self, name: str, timeout: float = LONGEST) -> ReceivedSpan:
        """The span of this name, once it has come."""
        self.until(lambda spans: any(span.name == name for span in spans), timeout)
        (span,) = self.named(name)
        return span

    def wait(self, count: int, timeout: float = LONGEST) -> list[ReceivedSpan]:
        """All spans, once there are so many of them."""
        return self.until(lambda spans: len(spans) >= count, timeout)

    def until(
        self, holds: Callable[[list[ReceivedSpan]], bool], timeout: float = LONGEST
    ) -> list[ReceivedSpan]:
        """All spans, once something holds for them; fails after `timeout` seconds."""
        with self._changed:
            held = self._changed.wait_for(lambda: holds(self._spans), timeout)
            names = [span.name for span in self._spans]
            assert held, f"after {timeout} s there were {len(names)} spans: {names[:20]}"
            return list(self._spans)

    def until_asked(self, count: int = 1, timeout: float = LONGEST) -> None:
        """Waits until so many requests have come, taken or not."""
        with self._changed:
            held = self._changed.wait_for(lambda: self.requests >= count, timeout)
            assert held, f"after {timeout} s there were {self.requests} requests"

    def clear(self) -> None:
        """Forgets what has come."""
        with self._changed:
            self._spans.clear()
            self.headers.clear()
            self.requests = 0

    def asked(self) -> None:
        """A request has come."""
        with self._changed:
            self.requests += 1
            self._changed.notify_all()
        if self.delay:
            self.cut_off.wait(self.delay)

    def take(self, request: ExportTraceServiceRequest, headers: Mapping[str, str]) -> None:
        """Keeps the spans of a request."""
        found = list(received(request))
        with self._changed:
            self._spans += found
            self.headers.append(headers)
            self._changed.notify_all()

    @property
    def endpoint(self) -> str:
        """Its URL."""
        raise NotImplementedError

    def go_down(self) -> None:
        """From now on nobody listens, and who was connected is cut off."""
        raise NotImplementedError

    def come_back(self) -> None:
        """Listens again on the same port."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.go_down()


class HttpReceiver(Receiver):
    """OTLP over HTTP with protobuf, compressed or not."""

    def __init__(self, port: int = 0) -> None:
        super().__init__()
        self._server: _HttpServer | None = None
        self._port = port
        self.come_back()

    @property
    def endpoint(self) -> str:
        """As `OTEL_EXPORTER_OTLP_ENDPOINT` has it."""
        return f"http://127.0.0.1:{self._port}"

    def come_back(self) -> None:
        """Listens again on the same port."""
        if self._server is None:
            self.cut_off.clear()
            self._server = _HttpServer(self, self._port)
            self._port = self._server.server_address[1]
            # It looks every 50 ms whether it is over.
            Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def go_down(self) -> None:
        """From now on nobody listens, and who was connected is cut off."""
        self.cut_off.set()
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
            server.cut()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, receiver: HttpReceiver, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.receiver = receiver
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def cut(self) -> None:
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a process that is killed in the middle of a request is what tests are for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _HttpServer

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        receiver = self.server.receiver
        receiver.asked()
        status, answer = receiver.refuses, b""
        if not status:
            if self.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            assert self.path == "/v1/traces", self.path
            assert self.headers["Content-Type"] == "application/x-protobuf"
            names = {name.lower(): value for name, value in self.headers.items()}
            receiver.take(ExportTraceServiceRequest.FromString(content), names)
            status, answer = 200, ExportTraceServiceResponse().SerializeToString()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in http.server
        """Nothing."""


class GrpcReceiver(Receiver):
    """OTLP over gRPC."""

    def __init__(self, port: int = 0) -> None:
        super().__init__()
        self._server: Any = None
        self._port = port
        self.come_back()

    @property
    def endpoint(self) -> str:
        """As `OTEL_EXPORTER_OTLP_ENDPOINT` has it."""
        return f"http://127.0.0.1:{self._port}"

    def come_back(self) -> None:
        """Listens again on the same port."""
        if self._server is None:
            self.cut_off.clear()
            # Otherwise a second server could listen on a port that is taken.
            options = (("grpc.so_reuseport", 0),)
            self._server = grpc.server(ThreadPoolExecutor(4), options=options)
            add_TraceServiceServicer_to_server(_Servicer(self), self._server)  # type: ignore[no-untyped-call]
            self._port = self._server.add_insecure_port(f"127.0.0.1:{self._port}")
            self._server.start()

    def go_down(self) -> None:
        """From now on nobody listens, and who was connected is cut off."""
        self.cut_off.set()
        server, self._server = self._server, None
        if server is not None:
            server.stop(0).wait(LONGEST)


class _Servicer(TraceServiceServicer):
    def __init__(self, receiver: GrpcReceiver) -> None:
        self._receiver = receiver

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - of the service
        receiver = self._receiver
        receiver.asked()
        if receiver.refuses:
            codes = {code.value[0]: code for code in grpc.StatusCode}
            context.abort(codes[receiver.refuses], "refused by the test")
        receiver.take(request, dict(context.invocation_metadata()))
        return ExportTraceServiceResponse()


Protocol = Literal["http", "grpc"]
RECEIVERS: Mapping[Protocol, type[HttpReceiver | GrpcReceiver]] = {
    "http": HttpReceiver,
    "grpc": GrpcReceiver,
}
"""By the name that `tracing.configure` has for the protocol."""


def received(request: ExportTraceServiceRequest) -> Iterable[ReceivedSpan]:
    """The spans of a request as plain values."""
    for of_resource in request.resource_spans:
        resource = _attributes(of_resource.resource.attributes)
        for of_scope in of_resource.scope_spans:
            for span in of_scope.spans:
                yield _span(span, resource, of_scope.scope.name)


def _span(span: Span, resource: Attributes, scope: str) -> ReceivedSpan:
    return ReceivedSpan(
        name=span.name,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        kind=KINDS[span.kind],
        status=STATUSES[span.status.code],
        description=span.status.message,
        started=span.start_time_unix_nano,
        ended=span.end_time_unix_nano,
        attributes=_attributes(span.attributes),
        events=tuple(
            ReceivedEvent(
                name=event.name,
                at=event.time_unix_nano,
                attributes=_attributes(event.attributes),
            )
            for event in span.events
        ),
        links=tuple(
            ReceivedLink(
                trace_id=link.trace_id.hex(),
                span_id=link.span_id.hex(),
                attributes=_attributes(link.attributes),
            )
            for link in span.links
        ),
        resource=resource,
        scope=scope,
        flags=span.flags,
        trace_state=span.trace_state,
    )


def _attributes(pairs: Iterable[KeyValue]) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


class _Values:
    """How each kind of value is read."""

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "array_value": lambda value: tuple(_value(one) for one in value.values),
        "kvlist_value": lambda value: _attributes(value.values),
    }


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    found = getattr(value, kind)
    return _Values.readers[kind](found) if kind in _Values.readers else found
