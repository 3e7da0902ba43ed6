"""Spans for blocks of code."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Tracer
from opentelemetry.util.types import AttributeValue

NAME = "taskcenter_monitor.telemetry"


def tracer() -> Tracer:
    """What makes the spans of this library."""
    return trace.get_tracer(NAME)


def span(
    name: str,
    attributes: Mapping[str, AttributeValue] | None = None,
    kind: SpanKind = SpanKind.INTERNAL,
) -> AbstractContextManager[Span]:
    """A span for a block. What the block raises is recorded in it, and raised on."""
    return tracer().start_as_current_span(name, attributes=attributes, kind=kind)
