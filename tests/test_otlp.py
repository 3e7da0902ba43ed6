"""The receiver that other tests believe: what OpenTelemetry's own exporters send arrives in it."""

from __future__ import annotations

import time

import pytest
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (
    OTLPSpanExporter as GrpcExporter,
)
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter
from opentelemetry.trace import Link, SpanKind, Status, StatusCode

from tests.otlp import GrpcReceiver, HttpReceiver, Receiver

pytestmark = pytest.mark.slow


def exporter_for(receiver: Receiver) -> SpanExporter:
    if isinstance(receiver, GrpcReceiver):
        return GrpcExporter(endpoint=receiver.endpoint, insecure=True, timeout=3)
    return OTLPSpanExporter(
        endpoint=f"{receiver.endpoint}/v1/traces", compression=Compression.Gzip, timeout=1
    )


def tracer_to(receiver: Receiver) -> trace.Tracer:
    provider = TracerProvider(resource=Resource({"service.name": "s"}), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter_for(receiver)))
    return provider.get_tracer("scope")


@pytest.mark.parametrize("kind", [HttpReceiver, GrpcReceiver])
def test_all_of_a_span_is_there(kind: type[HttpReceiver | GrpcReceiver]) -> None:
    with kind() as receiver:
        tracer = tracer_to(receiver)
        with tracer.start_as_current_span("outer") as outer:
            link = Link(outer.get_span_context(), {"why": "because"})
            with tracer.start_as_current_span(
                "inner", kind=SpanKind.CLIENT, links=[link], attributes={"n": 1, "l": ["a", "b"]}
            ) as span:
                span.add_event("happened", {"x": 1.5})
                span.set_status(Status(StatusCode.ERROR, "broken"))

        inner, root = receiver.one("inner"), receiver.one("outer")

    context = outer.get_span_context()
    assert (root.trace_id, root.span_id) == (f"{context.trace_id:032x}", f"{context.span_id:016x}")
    assert (inner.trace_id, inner.parent, root.parent) == (root.trace_id, root.span_id, "")
    assert (inner.kind, inner.status, inner.description) == ("client", "error", "broken")
    assert inner.attributes == {"n": 1, "l": ("a", "b")}
    assert [(event.name, event.attributes) for event in inner.events] == [("happened", {"x": 1.5})]
    assert [(one.span_id, one.attributes) for one in inner.links] == [
        (root.span_id, {"why": "because"})
    ]
    assert (inner.resource["service.name"], inner.scope) == ("s", "scope")
    assert 0 <= inner.took <= root.took


@pytest.mark.parametrize("kind", [HttpReceiver, GrpcReceiver])
def test_it_goes_down_and_comes_back_on_the_same_port(
    kind: type[HttpReceiver | GrpcReceiver],
) -> None:
    with kind() as receiver:
        tracer, endpoint = tracer_to(receiver), receiver.endpoint
        tracer.start_span("before").end()
        receiver.one("before")
        receiver.go_down()
        tracer.start_span("down").end()
        receiver.come_back()
        assert receiver.endpoint == endpoint
        tracer.start_span("after").end()
        receiver.one("after")
        assert "down" not in [span.name for span in receiver.spans]


@pytest.mark.parametrize(("kind", "refusal"), [(HttpReceiver, 400), (GrpcReceiver, 3)])
def test_it_refuses_and_is_slow(kind: type[HttpReceiver | GrpcReceiver], refusal: int) -> None:
    with kind() as receiver:
        tracer = tracer_to(receiver)
        receiver.refuses = refusal
        tracer.start_span("refused").end()
        assert (receiver.requests, receiver.spans) == (1, [])
        receiver.refuses, receiver.delay = 0, 0.3
        began = time.monotonic()
        tracer.start_span("taken").end()
        assert time.monotonic() - began >= 0.3
        assert [span.name for span in receiver.spans] == ["taken"]


def test_a_wait_is_bounded_and_says_what_there_was() -> None:
    with HttpReceiver() as receiver:
        tracer_to(receiver).start_span("only").end()
        with pytest.raises(AssertionError, match="1 spans: \\['only'\\]"):
            receiver.wait(2, timeout=0.05)
