"""HTTP requests to others: to anybody, and callbacks to the business systems."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from sys import _getframe
from typing import Any, Required, TypedDict, Unpack, cast
from urllib.parse import urlsplit

from opentelemetry.trace import Span, StatusCode
from opentelemetry.util.types import AttributeValue

from taskcenter_monitor.telemetry import metrics, tracing
from taskcenter_monitor.telemetry.logging import Logger
from taskcenter_monitor.telemetry.logging.levels import ERROR
from taskcenter_monitor.telemetry.logging.operations import outcome, request_text
from taskcenter_monitor.telemetry.logging.record import Place
from taskcenter_monitor.telemetry.operations.counting import (
    count,
    http_code,
    method_label,
    observe,
)
from taskcenter_monitor.telemetry.operations.failing import OTHER, OUTCOMES, Outcome
from taskcenter_monitor.telemetry.operations.operation import Operation

_EXTERNAL_REQUESTS = metrics.counter("task_center_external_requests_total")
_EXTERNAL_REQUEST_DURATION = metrics.histogram("task_center_external_request_duration_seconds")
_CALLBACKS = metrics.counter("task_center_callbacks_total")
_CALLBACK_DURATION = metrics.histogram("task_center_callback_duration_seconds")


_PORTS = {"http": 80, "https": 443}


class ExternalSaid(TypedDict, total=False):
    """What `external` is told. `headers` are those of the request; `slow_after` is in seconds."""

    method: Required[str]
    url: Required[str]
    headers: MutableMapping[str, str]
    peer: str
    slow_after: float


class CallbackSaid(TypedDict, total=False):
    """What `callback` is told: as for `external`, by POST and to the system of a business."""

    business_id: Required[str]
    url: Required[str]
    headers: MutableMapping[str, str]
    slow_after: float


class External(Operation):
    """A request; the block sets `status`, 0 as long as no answer has come."""

    __slots__ = ("status",)
    known = frozenset(ExternalSaid.__annotations__)
    required = frozenset({"method", "url"})

    def __init__(self, log: Logger, said: dict[str, Any], place: Place) -> None:
        super().__init__(log, said, place)
        self.status = 0

    @property
    def method(self) -> str:
        """That of the request."""
        return str(self._said["method"])

    @property
    def peer(self) -> str:
        """Who is asked, by the name that the code has for it."""
        return str(self._said.get("peer", ""))

    def _begin(self) -> None:
        super()._begin()
        headers = self._said.get("headers")
        if headers is not None:
            tracing.inject(headers, str(self._said["url"]))

    def _described(self) -> tuple[str, Mapping[str, AttributeValue]]:
        found: dict[str, AttributeValue] = {"http.request.method": method_label(self.method)}
        # What is no URL is for the client to complain of.
        with suppress(ValueError):
            parts = urlsplit(str(self._said["url"]))
            # Neither what follows the `?` nor the password before the `@` leaves the process.
            host = parts.netloc.rpartition("@")[2]
            found["url.full"] = f"{parts.scheme}://{host}{parts.path}"
            found["server.address"] = parts.hostname or ""
            port = parts.port or _PORTS.get(parts.scheme)
            if port is not None:
                found["server.port"] = port
        if self.peer:
            found["peer.service"] = self.peer
        return f"{method_label(self.method)} {self.peer}".rstrip(), found

    def _fields(self) -> dict[str, Any]:
        url = str(self._said["url"]).partition("#")[0].partition("?")[0]
        fields: dict[str, Any] = {"method": self.method, "path": url}
        if self.peer:
            fields["peer"] = self.peer
        if self.status:
            fields["status"] = self.status
        if "slow_after" in self._said:
            fields["slow_after"] = self._said["slow_after"]
        return fields

    def _record_kind(self) -> str:
        return "http"

    def _text(self, fields: dict[str, Any]) -> str:
        return request_text(fields)

    def _write(self, fields: dict[str, Any]) -> None:
        level = outcome("http", fields)
        if self._log.enabled(level):
            # As for requests served: an answer of 500 and more is a line each time.
            single = level == ERROR and not isinstance(fields.get("error"), BaseException)
            put = self._log.pass_on if single else self._log.capture
            put(level, request_text(fields), fields, self._place)

    def _mark(self, span: Span) -> None:
        super()._mark(span)
        if self.status:
            span.set_attribute("http.response.status_code", self.status)
            if self.status >= 400 and self._error is None:
                span.set_attribute("error.type", str(self.status))
                span.set_status(StatusCode.ERROR)

    def _count(self, took: float) -> None:
        method, peer = method_label(self.method), self.peer or OTHER
        code = http_code(self.status)
        count(_EXTERNAL_REQUESTS, peer=peer, method=method, http_code=code)
        observe(_EXTERNAL_REQUEST_DURATION, took, peer=peer, method=method)


class Callback(External):
    """A callback. Its `outcome` follows from status and error where the block does not set it."""

    __slots__ = ("outcome",)
    known = frozenset(CallbackSaid.__annotations__)
    required = frozenset({"business_id", "url"})

    def __init__(self, log: Logger, said: dict[str, Any], place: Place) -> None:
        super().__init__(log, said, place)
        self.outcome: str | None = None

    @property
    def method(self) -> str:
        """Task Center calls back by POST."""
        return "POST"

    @property
    def peer(self) -> str:
        """The business."""
        return str(self._said["business_id"])

    def _outcome(self) -> Outcome:
        if self.outcome is not None:
            return cast("Outcome", self.outcome if self.outcome in OUTCOMES else OTHER)
        if self._error is not None:
            return super()._outcome()
        return "success" if 200 <= self.status < 300 else "failed"

    def _count(self, took: float) -> None:
        business = self.peer
        code = http_code(self.status)
        count(
            _CALLBACKS,
            business_id=business,
            status=self._outcome(),
            http_code=code,
        )
        observe(_CALLBACK_DURATION, took, business_id=business)


def external(log: Logger, **said: Unpack[ExternalSaid]) -> External:
    """A request to somebody else: `method`, `url`, `peer`; `headers` get those of the trace.

    The block sets `status`.
    """
    frame = _getframe(1)
    place = (frame.f_code.co_filename, frame.f_lineno)
    return External(log, cast("dict[str, Any]", said), place)


def callback(log: Logger, **said: Unpack[CallbackSaid]) -> Callback:
    """A callback of Task Center: `business_id`, `url`; `headers` get those of the trace.

    The block sets `status`, and `outcome` where the status does not say how it went.
    """
    frame = _getframe(1)
    place = (frame.f_code.co_filename, frame.f_lineno)
    return Callback(log, cast("dict[str, Any]", said), place)
