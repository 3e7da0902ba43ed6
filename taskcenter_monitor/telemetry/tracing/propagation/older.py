"""Headers of traces from before W3C, by the propagators of OpenTelemetry: B3 and Jaeger.

What those do otherwise than neighbours need is put right here. They take ids of zeroes, and a
header that is no trace would then displace one that is. That of Jaeger does not know %3A, which its
own clients write for a colon, takes `0x1` and `-1` for ids, flags every sampled span as one for
debugging, which no sampler of Jaeger may drop, and makes headers of names that anybody sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from opentelemetry.context import Context
from opentelemetry.propagators.textmap import TextMapPropagator
from opentelemetry.trace import (
    Span,
    SpanContext,
    TraceFlags,
    get_current_span,
    set_span_in_context,
)

B3 = ("b3", "x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "x-b3-flags")
UBER = "uber-trace-id"
LONGEST = 128
"""Signs of a header that are read; the longest, of Jaeger with colons escaped, has 77."""
_JAEGER = re.compile(r"[0-9a-fA-F]{1,32}(?::[0-9a-fA-F]{1,16}){2}:[0-9a-fA-F]{1,2}")


class B3Headers:
    """Either form is read, whichever is written."""

    fields = B3

    def __init__(self, propagator: TextMapPropagator) -> None:
        self._propagator = propagator

    def read(self, found: Mapping[str, str]) -> SpanContext | None:
        """The caller's span; None where it sent none that is valid."""
        sent = {name: found[name] for name in B3 if name in found}
        if not sent or any(len(one) > LONGEST or not one.isascii() for one in sent.values()):
            return None
        return _valid(self._propagator, sent)

    def write(self, span: Span) -> Iterator[tuple[str, str]]:
        """The headers that the next process reads."""
        yield from _injected(self._propagator, span).items()


class JaegerHeaders:
    """Without baggage in headers of its own, `uberctx-…`."""

    fields = (UBER,)

    def __init__(self, propagator: TextMapPropagator) -> None:
        self._propagator = propagator

    def read(self, found: Mapping[str, str]) -> SpanContext | None:
        """The caller's span; None where it sent none that is valid."""
        header = found.get(UBER, "")
        if not header or len(header) > LONGEST:
            return None
        header = unquote(header).strip(" \t")
        return _valid(self._propagator, {UBER: header}) if _JAEGER.fullmatch(header) else None

    def write(self, span: Span) -> Iterator[tuple[str, str]]:
        """The header that the next process reads."""
        ids = _injected(self._propagator, span)[UBER].rpartition(":")[0]
        flag = span.get_span_context().trace_flags & TraceFlags.SAMPLED
        yield UBER, f"{ids}:{flag:02x}"


def _valid(propagator: TextMapPropagator, sent: Mapping[str, str]) -> SpanContext | None:
    span = get_current_span(propagator.extract(sent, Context())).get_span_context()
    return span if span.is_valid else None


def _injected(propagator: TextMapPropagator, span: Span) -> dict[str, str]:
    headers: dict[str, str] = {}
    # Of the context nothing but the span, so that no baggage becomes a header.
    propagator.inject(headers, set_span_in_context(span, Context()))
    return headers
