"""A value leads to its trace, where that one is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, Sampler
from prometheus_client.samples import Exemplar

from taskcenter_monitor.telemetry.metrics.book import Book
from taskcenter_monitor.telemetry.metrics.instruments import Counter, Gauge, Histogram
from tests.unit.telemetry.metrics.books import book_of


def exemplars(book: Book) -> dict[str, Exemplar]:
    samples = (sample for metric in book.registry.collect() for sample in metric.samples)
    return {s.name + s.labels.get("le", ""): s.exemplar for s in samples if s.exemplar}


def count_in(book: Book, sampler: Sampler) -> Any:
    tracer = TracerProvider(sampler=sampler).get_tracer("test")
    with tracer.start_as_current_span("one") as span:
        book.instrument(Counter, "asked_total").inc(2, a="x", b="y")
        book.instrument(Histogram, "took_seconds").observe(0.7, a="x")
        book.instrument(Gauge, "waiting").set(1, queue="q")
    return span.get_span_context()


def test_counters_and_histograms_name_the_trace_that_is_recorded() -> None:
    book = book_of(strict=True)
    context = count_in(book, ALWAYS_ON)
    found = exemplars(book)
    assert set(found) == {"asked_total", "took_seconds_bucket5.0"}
    assert found["asked_total"].value == 2
    assert found["took_seconds_bucket5.0"].value == 0.7
    for one in found.values():
        assert one.labels == {
            "trace_id": trace.format_trace_id(context.trace_id),
            "span_id": trace.format_span_id(context.span_id),
        }
        assert sum(len(name) + len(value) for name, value in one.labels.items()) <= 128


def test_a_trace_that_is_recorded_nowhere_is_not_named() -> None:
    book = book_of(strict=True)
    count_in(book, ALWAYS_OFF)
    assert exemplars(book) == {}


@pytest.mark.parametrize("context", [trace.INVALID_SPAN_CONTEXT])
def test_no_trace_is_none(context: trace.SpanContext) -> None:
    book = book_of(strict=True)
    with trace.use_span(trace.NonRecordingSpan(context)):
        book.instrument(Counter, "done_total").inc()
    book.instrument(Counter, "done_total").inc()
    assert exemplars(book) == {}


def test_a_trace_that_came_from_elsewhere_is_named_where_it_is_recorded_there() -> None:
    book = book_of(strict=True)
    for flags in (0, 1):
        span = trace.NonRecordingSpan(
            trace.SpanContext(7, 9, is_remote=True, trace_flags=trace.TraceFlags(flags))
        )
        with trace.use_span(span):
            book.instrument(Counter, "done_total").inc()
        assert len(exemplars(book)) == flags
