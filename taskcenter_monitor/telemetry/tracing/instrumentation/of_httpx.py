"""httpx, synchronous and not."""

from __future__ import annotations

import logging
from typing import Any

from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.trace import Span

from taskcenter_monitor.telemetry.tracing.instrumentation.addresses import shorten
from taskcenter_monitor.telemetry.tracing.instrumentation.theirs import guarded

_LINE = "HTTP Request: "


def _request(span: Span, request: Any) -> None:  # noqa: ANN401 - their RequestInfo
    shorten(span, str(request.url), request.headers)


async def _async_request(span: Span, request: Any) -> None:  # noqa: ANN401
    _request(span, request)


def _no_line(record: logging.LogRecord) -> bool:
    """Not the line of httpx for each request, with its whole address: the span says the same."""
    return not (record.levelno == logging.INFO and str(record.msg).startswith(_LINE))


class Httpx:
    """By their instrumentation."""

    def start(self, version: str) -> None:
        """Wraps its transports, and so clients that are there already."""
        with guarded(HTTPXClientInstrumentor(), version) as theirs:
            theirs.instrument(
                skip_dep_check=True, request_hook=_request, async_request_hook=_async_request
            )
        logging.getLogger("httpx").addFilter(_no_line)

    def stop(self) -> None:
        """Unwraps them."""
        HTTPXClientInstrumentor().uninstrument()
        logging.getLogger("httpx").removeFilter(_no_line)


INSTRUMENTATION = Httpx()
