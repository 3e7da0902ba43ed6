"""Services in Go accept what is sent to them: headers as they go over the wire."""

from __future__ import annotations

import pytest
from opentelemetry import context as opentelemetry_context
from opentelemetry import trace
from opentelemetry.baggage import set_baggage
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, Sampler
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from taskcenter_monitor.telemetry import tracing
from taskcenter_monitor.telemetry.tracing.ids import Ids
from tests.e2e.neighbours import NEIGHBOURS, Built, Neighbour

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ACCEPTS_RANDOM = (1, 42, 0)
"""The first opentelemetry-go that knows the flag of a random id."""

each_neighbour = pytest.mark.parametrize(
    "neighbour", NEIGHBOURS, ids=[each.name for each in NEIGHBOURS]
)


def root_headers(provider: TracerProvider) -> dict[str, str]:
    """What a service sends out of a span that nobody else has begun."""
    headers: dict[str, str] = {}
    with provider.get_tracer("tests").start_as_current_span("root"):
        token = opentelemetry_context.attach(set_baggage("business_id", "crm"))
        try:
            tracing.inject(headers)
        finally:
            opentelemetry_context.detach(token)
    return headers


@pytest.fixture(params=[ALWAYS_ON, ALWAYS_OFF], ids=["sampled", "unsampled"])
def sampler(request: pytest.FixtureRequest) -> Sampler:
    found: Sampler = request.param
    return found


@each_neighbour
def test_a_trace_that_begins_here_goes_on_in_go(neighbour: Neighbour, sampler: Sampler) -> None:
    provider = TracerProvider(sampler=sampler, id_generator=Ids(), shutdown_on_exit=False)
    sent = root_headers(provider)

    (seen,) = neighbour.reads([sent])

    version, trace_id, span_id, flags = sent["traceparent"].split("-")
    assert (version, flags) == ("00", "01" if sampler is ALWAYS_ON else "00")
    assert seen.accepted
    assert (seen.trace, seen.span, seen.flags) == (trace_id, span_id, flags)
    assert seen.baggage == {"business_id": "crm"}


@each_neighbour
def test_the_ids_of_the_sdk_alone_lose_the_trace_before_1_42(neighbour: Neighbour) -> None:
    """The reason for ids and headers of our own. Once no neighbour is that old they may go."""
    provider = TracerProvider(sampler=ALWAYS_ON, shutdown_on_exit=False)
    sent: dict[str, str] = {}
    with provider.get_tracer("tests").start_as_current_span("root"):
        TraceContextTextMapPropagator().inject(sent)
    assert sent["traceparent"].endswith("-03")

    (seen,) = neighbour.reads([sent])

    is_new = isinstance(neighbour, Built) and neighbour.version >= ACCEPTS_RANDOM
    assert seen.accepted is is_new


@each_neighbour
def test_a_trace_that_go_began_is_handed_on_as_it_came(neighbour: Neighbour) -> None:
    came = {
        "Traceparent": f"00-{TRACE}-{SPAN}-01",
        "Tracestate": "vendor=opaque,other=1",
        "Baggage": "business_id=crm,tenant=7",
    }
    provider = TracerProvider(id_generator=Ids(), shutdown_on_exit=False)
    sent: dict[str, str] = {}
    token = opentelemetry_context.attach(tracing.extract(came))
    try:
        with provider.get_tracer("tests").start_as_current_span("hop") as span:
            tracing.inject(sent)
    finally:
        opentelemetry_context.detach(token)

    (seen,) = neighbour.reads([sent])

    assert (seen.accepted, seen.trace, seen.flags) == (True, TRACE, "01")
    assert seen.span == trace.format_span_id(span.get_span_context().span_id)
    assert seen.state == "vendor=opaque,other=1"
    # Of baggage only what services of our own are to know.
    assert seen.baggage == {"business_id": "crm"}


@each_neighbour
def test_which_flags_go_accepts(neighbour: Neighbour) -> None:
    sent = [{"traceparent": f"00-{TRACE}-{SPAN}-{flags:02x}"} for flags in range(4)]

    accepted = [seen.accepted for seen in neighbour.reads(sent)]

    is_new = isinstance(neighbour, Built) and neighbour.version >= ACCEPTS_RANDOM
    assert accepted == [True, True, True, is_new]
