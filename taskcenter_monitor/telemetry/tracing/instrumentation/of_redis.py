"""redis, synchronous and not. Values and keys are left out of commands by theirs."""

from __future__ import annotations

from typing import Any

from opentelemetry.instrumentation.redis import RedisInstrumentor
from opentelemetry.trace import Span

from taskcenter_monitor.telemetry.tracing.instrumentation.theirs import guarded

_SEARCH = "redis.search"
"""The name of a span of which theirs tells the query and all that was found."""


def _request(span: Span, instance: object, arguments: Any, options: object) -> None:  # noqa: ANN401, ARG001
    if getattr(span, "name", "") == _SEARCH:
        span.update_name("FT.SEARCH")


class Redis:
    """By their instrumentation."""

    def start(self, version: str) -> None:
        """Wraps its classes, and so clients that are there already."""
        with guarded(RedisInstrumentor(), version) as theirs:
            theirs.instrument(skip_dep_check=True, request_hook=_request)

    def stop(self) -> None:
        """Unwraps them."""
        RedisInstrumentor().uninstrument()


INSTRUMENTATION = Redis()
