"""One request from its first byte to its last: the span, the ids, the record and the metrics."""

from __future__ import annotations

from random import getrandbits
from time import perf_counter
from typing import Any, NamedTuple

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, StatusCode
from opentelemetry.util.types import AttributeValue

from taskcenter_monitor.telemetry import metrics, tracing
from taskcenter_monitor.telemetry.context import (
    KEY,
    attach,
    current_context,
    detach,
    layer_of,
    with_ids,
)
from taskcenter_monitor.telemetry.logging import Logger, operations
from taskcenter_monitor.telemetry.middleware.serving import UNMATCHED, Route, Serving, Told
from taskcenter_monitor.telemetry.operations.complaints import complain
from taskcenter_monitor.telemetry.operations.counting import (
    count,
    http_code,
    method_label,
    observe,
)
from taskcenter_monitor.telemetry.operations.failing import mark_failed
from taskcenter_monitor.telemetry.strangers import sound_request_id
from taskcenter_monitor.telemetry.tracing.propagation import Carrier

GONE = 499
"""nginx's status, and go-zero's, of a request whose client has not waited for the answer."""
FAILED = 500
_REQUESTS = metrics.counter("task_center_http_requests_total")
_DURATION = metrics.histogram("task_center_http_request_duration_seconds")
_LOST = "a request could not be recorded"


class Request(NamedTuple):
    """What a request says of itself. Sizes are in bytes, -1 where they are not known."""

    method: str
    path: str
    scheme: str
    version: str
    client: str
    user_agent: str
    length: int
    given_id: str


class Exchange:
    """The request and its answer. `status` is 0 until one is known."""

    __slots__ = (
        "_begun",
        "_serving",
        "bytes_in",
        "bytes_out",
        "context",
        "done",
        "error",
        "method",
        "request",
        "request_id",
        "span",
        "status",
        "took",
    )

    def __init__(self, serving: Serving, request: Request) -> None:
        self._serving = serving
        self._begun = perf_counter()
        self.request = request
        self.method = method_label(request.method)
        """Its one form, for labels and names of spans."""
        self.span: Span = INVALID_SPAN
        self.context = Context()
        self.request_id = ""
        self.status = 0
        self.bytes_in = max(request.length, 0)
        self.bytes_out = 0
        self.took: float | None = None
        """Seconds until the last byte, where that was before the end."""
        self.error: BaseException | str | None = None
        self.done = False

    def begin(self, headers: Carrier, told: Told) -> None:
        """Goes on with the trace of the caller. Never fails."""
        self.context = current_context()
        try:
            given = self.request.given_id
            own = not given or not sound_request_id(given)
            self.request_id = f"{getrandbits(128):032x}" if own else given
            ids = self._serving.ids_of(told)
            ids.setdefault("request_id", self.request_id)
            context = self.context = with_ids(layer_of(ids), tracing.extract(headers))
            self.span = tracing.tracer().start_span(
                self.method,
                context=context,
                kind=SpanKind.SERVER,
                attributes=_asked(self.request, self.method),
            )
            self.context = trace.set_span_in_context(self.span, context)
        except Exception as fault:  # noqa: BLE001 - the request is answered all the same
            complain(_LOST, fault)

    @property
    def traceparent(self) -> str:
        """The span as go-zero's REST says it in its answers; empty where there is none."""
        span = self.span.get_span_context()
        if not span.is_valid:
            return ""
        return f"00-{span.trace_id:032x}-{span.span_id:016x}-{span.trace_flags & 1:02x}"

    def sent_all(self) -> None:
        """The last byte has gone: what the application does now is no time of the request."""
        self.took = perf_counter() - self._begun

    def finish(self, told: Told, known: Route, log: Logger) -> None:
        """The request is over, once. Never fails."""
        if self.done:
            return
        self.done = True
        if self.took is None:
            self.sent_all()
        try:
            self._tell(told, known, log)
        except Exception as fault:  # noqa: BLE001 - the answer stands
            complain(_LOST, fault)
        try:
            self.span.end()
        except Exception as fault:  # noqa: BLE001 - a processor of somebody else
            complain(_LOST, fault)

    def failed_later(self, error: BaseException, log: Logger) -> None:
        """In what an application does once it has answered: the answer was none the worse."""
        try:
            name = f"{self.method} after the answer"
            with tracing.tracer().start_as_current_span(
                name, context=self.context, record_exception=False, set_status_on_exception=False
            ) as span:
                mark_failed(span, error)
                log.error("failed after the answer", path=self.request.path, error=error)
        except Exception as fault:  # noqa: BLE001 - the server is told what was raised
            complain(_LOST, fault)

    def _tell(self, told: Told, known: Route, log: Logger) -> None:
        route = self._serving.route_of(told, known)
        # Where the application has left another span behind, or answers in a task of its own.
        here, token = current_context(), None
        if trace.get_current_span(here) is not self.span:
            base = here if KEY in here else self.context
            token = attach(trace.set_span_in_context(self.span, base))
        try:
            if self.span.is_recording():
                self._mark(self.span, route)
            operations.http_request(log, **self._fields(route))
        finally:
            # The span is still current: it is the exemplar.
            self._count(route)
            if token is not None:
                detach(token)

    def _mark(self, span: Span, route: str) -> None:
        found: dict[str, AttributeValue] = {"http.response.status_code": self.status}
        if self.bytes_in:
            found["http.request.body.size"] = self.bytes_in
        if self.bytes_out:
            found["http.response.body.size"] = self.bytes_out
        if route != UNMATCHED:
            found["http.route"] = route
            span.update_name(f"{self.method} {route}")
        span.set_attributes(found)
        if self.error is not None:
            mark_failed(span, self.error)
        elif self.status >= FAILED:
            span.set_attribute("error.type", str(self.status))
            span.set_status(StatusCode.ERROR)

    def _fields(self, route: str) -> dict[str, Any]:
        request = self.request
        fields: dict[str, Any] = {
            "method": request.method[:32],
            "path": request.path,
            "status": self.status,
            "duration": self.took,
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
            "slow_after": self._serving.slow_after,
        }
        if route != UNMATCHED:
            fields["route"] = route
        if request.client:
            fields["client"] = request.client
        if request.user_agent:
            fields["user_agent"] = request.user_agent
        if self.error is not None:
            fields["error"] = self.error
        return fields

    def _count(self, route: str) -> None:
        method, code = self.method, http_code(self.status)
        count(_REQUESTS, method=method, endpoint=route, http_code=code)
        observe(_DURATION, self.took or 0.0, method=method, endpoint=route)


def is_fault(error: BaseException) -> bool:
    """Whether what an application has raised is its fault.

    A task that was cancelled and a generator that was closed are how a server ends a request that
    nobody waits for. A worker of gunicorn that has taken too long ends by SystemExit.
    """
    return isinstance(error, Exception | SystemExit)


def _asked(request: Request, method: str) -> dict[str, AttributeValue]:
    """What is known before the request is answered; what follows the `?` never is."""
    found: dict[str, AttributeValue] = {
        "http.request.method": method,
        "url.path": request.path,
        "url.scheme": request.scheme,
    }
    if request.version != "1.1":
        found["network.protocol.version"] = request.version
    if method != request.method:
        found["http.request.method_original"] = request.method[:32]
    if request.client:
        found["client.address"] = request.client
    if request.user_agent:
        found["user_agent.original"] = request.user_agent
    return found
