"""Spans that have ended in this process, and series of its metrics, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, ParentBased, Sampler
from prometheus_client import REGISTRY

from taskcenter_monitor.telemetry.tracing import spans as tracing_spans


class Ended:
    """Those of a block, as they ended."""

    def __init__(self, exporter: InMemorySpanExporter) -> None:
        self._exporter = exporter

    @property
    def all(self) -> list[ReadableSpan]:
        return list(self._exporter.get_finished_spans())

    @property
    def one(self) -> ReadableSpan:
        (span,) = self.all
        return span


@contextmanager
def ended_spans(sampler: Sampler = ALWAYS_ON) -> Iterator[Ended]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(sampler=ParentBased(sampler), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    before = tracing_spans.tracer()
    tracing_spans.use(provider.get_tracer("tests"))
    try:
        yield Ended(exporter)
    finally:
        tracing_spans.use(before)
        provider.shutdown()


NEVER = ALWAYS_OFF


def value(name: str, **labels: str) -> float:
    """Of a series; 0 as long as it is not there."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


def event_of(span: ReadableSpan) -> dict[str, object]:
    """The attributes of the one exception that a span has recorded."""
    (event,) = [one for one in span.events if one.name == "exception"]
    return dict(event.attributes or {})
