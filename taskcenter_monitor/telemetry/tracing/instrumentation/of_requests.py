"""requests."""

from __future__ import annotations

from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.trace import Span
from requests import PreparedRequest

from taskcenter_monitor.telemetry.tracing.instrumentation.addresses import shorten
from taskcenter_monitor.telemetry.tracing.instrumentation.theirs import guarded


def _request(span: Span, request: PreparedRequest) -> None:
    shorten(span, request.url or "", request.headers)


class Requests:
    """By their instrumentation."""

    def start(self, version: str) -> None:
        """Wraps what sends, and so sessions that are there already."""
        with guarded(RequestsInstrumentor(), version) as theirs:
            theirs.instrument(skip_dep_check=True, request_hook=_request)

    def stop(self) -> None:
        """Unwraps it."""
        RequestsInstrumentor().uninstrument()


INSTRUMENTATION = Requests()
