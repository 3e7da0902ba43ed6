"""What comes out of a collector of others is what a service has made."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import get_args

import pytest

from tests.e2e.collectors import WAYS
from tests.otlp import RECEIVERS, HttpReceiver, Protocol, ReceivedSpan
from tests.toolchains import ROOT

pytestmark = pytest.mark.slow

CASES = tuple((way, protocol) for way in WAYS for protocol in get_args(Protocol))
PROTOCOLS = {"http": "http/protobuf", "grpc": "grpc"}
"""As the variable of OpenTelemetry has them."""
SPANS = 7
PROGRAM = """
import sys
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import Link, SpanKind, Status, StatusCode
from taskcenter_monitor.telemetry import tracing

configured, beside = sys.argv[1:]
tracing.configure("task-center-reports", endpoint=configured)
# The same spans, once more, by another way.
provider = trace.get_tracer_provider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=beside + "/v1/traces")))

came = tracing.extract({
    "Traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "Tracestate": "vendor=opaque,other=1",
})
from opentelemetry import context
context.attach(came)
with tracing.span("server", {"text": "任务中心", "empty": "", "big": 2**53 + 1, "negative": -1,
                  "share": 0.1, "yes": True, "no": False, "words": ["a", "b"], "counts": [1, 2]},
                  SpanKind.SERVER) as server:
    server.add_event("read", {"rows": 3})
    with tracing.span("client", kind=SpanKind.CLIENT) as client:
        client.set_status(Status(StatusCode.OK))
    with tracing.span("producer", kind=SpanKind.PRODUCER) as producer:
        pass
    try:
        with tracing.span("broken"):
            raise ValueError("no rows")
    except ValueError:
        pass
linked = Link(producer.get_span_context(), {"why": "queued"})
with trace.get_tracer("other").start_as_current_span("task", context=context.Context(),
        kind=SpanKind.CONSUMER, links=[linked]):
    with tracing.span("inner"):
        pass
trace.get_tracer("other").start_span("long", attributes={"text": "x" * 10000}).end()
sys.exit(not tracing.shutdown(10.0))
"""


@dataclass(frozen=True, slots=True)
class Both:
    """The same spans, by span id: as they were made, and as they came through."""

    made: Mapping[str, ReceivedSpan]
    came: Mapping[str, ReceivedSpan]


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Into the collector and out of it by the same protocol."""
    way, protocol = request.param
    folder = tmp_path_factory.mktemp("spans")
    with ExitStack() as held:
        beside = held.enter_context(HttpReceiver())
        behind = held.enter_context(RECEIVERS[protocol]())
        between = held.enter_context(WAYS[way](folder, behind.endpoint, protocol))
        (folder / "program.py").write_text(PROGRAM)
        ended = subprocess.run(
            [sys.executable, "program.py", between.endpoints[protocol], beside.endpoint],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), "OTEL_EXPORTER_OTLP_PROTOCOL": PROTOCOLS[protocol]},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (0, "")
        yield Both(by_id(beside.wait(SPANS)), by_id(behind.wait(SPANS)))


def by_id(spans: list[ReceivedSpan]) -> dict[str, ReceivedSpan]:
    assert len(spans) == SPANS
    return {span.span_id: span for span in spans}


def test_every_span_comes_through_as_it_was_made(both: Both) -> None:
    assert both.came.keys() == both.made.keys()
    for span_id, made in both.made.items():
        assert both.came[span_id] == made


def test_traces_parents_and_links_hold(both: Both) -> None:
    named = {span.name: span for span in both.came.values()}
    server = named["server"]

    assert (server.trace_id, server.parent) == (
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00f067aa0ba902b7",
    )
    assert server.trace_state == "vendor=opaque,other=1"
    for name in ("client", "producer", "broken"):
        assert (named[name].trace_id, named[name].parent) == (server.trace_id, server.span_id)
    assert (named["task"].parent, named["task"].kind) == ("", "consumer")
    (link,) = named["task"].links
    assert (link.trace_id, link.span_id) == (server.trace_id, named["producer"].span_id)
    assert named["inner"].trace_id == named["task"].trace_id != server.trace_id


def test_values_keep_their_types(both: Both) -> None:
    named = {span.name: span for span in both.came.values()}

    assert named["server"].attributes == {
        "text": "任务中心",
        "empty": "",
        "big": 2**53 + 1,
        "negative": -1,
        "share": 0.1,
        "yes": True,
        "no": False,
        "words": ("a", "b"),
        "counts": (1, 2),
    }
    assert named["client"].status == "ok"
    assert (named["broken"].status, named["broken"].events[0].name) == ("error", "exception")
    assert "no rows" in named["broken"].events[0].attributes["exception.message"]
    assert named["long"].attributes["text"].startswith("x" * 10000)
    assert {span.resource["service.name"] for span in both.came.values()} == {"task-center-reports"}
