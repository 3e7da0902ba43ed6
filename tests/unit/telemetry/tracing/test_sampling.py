"""Which traces are recorded, as OpenTelemetry decides it for the same share."""

from __future__ import annotations

from random import Random

import pytest
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import (
    Decision,
    ParentBased,
    SamplingResult,
    TraceIdRatioBased,
)
from opentelemetry.trace import SpanContext, TraceFlags, TraceState

from taskcenter_monitor.telemetry.policy.document import Tracing
from taskcenter_monitor.telemetry.tracing.sampling import PolicySampler, bound_of

_CHANCE = Random(7)  # noqa: S311 - the same ids each time
IDS = [_CHANCE.getrandbits(128) for _ in range(2000)]
EDGES = [bound_of(0.1) - 1, bound_of(0.1), (1 << 64) - 1, (1 << 64), (1 << 128) - 1, 1]


def sampler(ratio: float = 1.0, **routes: float) -> PolicySampler:
    made = PolicySampler()
    made.follow(Tracing(ratio=ratio, routes=routes))
    return made


def sampled(result: SamplingResult) -> bool:
    return result.decision is Decision.RECORD_AND_SAMPLE


@pytest.mark.parametrize("ratio", [0.0, 1e-9, 0.1, 0.25, 0.5, 0.999, 1.0])
def test_roots_are_kept_as_opentelemetry_keeps_them(ratio: float) -> None:
    ours, theirs = sampler(ratio), ParentBased(TraceIdRatioBased(ratio))
    for trace_id in (*IDS, *EDGES):
        expected = theirs.should_sample(Context(), trace_id, "x", attributes={"a": 1})
        found = ours.should_sample(Context(), trace_id, "x", attributes={"a": 1})
        assert (found.decision, found.attributes) == (expected.decision, expected.attributes)


@pytest.mark.parametrize("remote", [True, False])
@pytest.mark.parametrize("flags", [0, 1, 2, 3])
def test_a_caller_has_decided(remote: bool, flags: int) -> None:
    state = TraceState([("tc", "1")])
    parent = SpanContext(1, 2, remote, TraceFlags(flags), state)
    here = trace.set_span_in_context(trace.NonRecordingSpan(parent), Context())
    for ours in (sampler(0.0, x=0.0), sampler(1.0, x=1.0)):
        found = ours.should_sample(here, 1, "x")
        assert (sampled(found), found.trace_state) == (bool(flags & 1), state)


def test_one_that_is_not_valid_has_not() -> None:
    here = trace.set_span_in_context(trace.INVALID_SPAN, Context())
    assert not sampled(sampler(0.0).should_sample(here, 1, "x"))
    assert sampled(sampler(1.0).should_sample(here, 1, "x"))


@pytest.mark.parametrize(
    ("name", "attributes", "kept"),
    [
        ("nightly", {}, True),
        ("/tasks/{id}", {}, True),
        ("GET /tasks/{id}", {}, True),
        ("GET", {"http.route": "/tasks/{id}"}, True),
        ("GET", {"url.path": "/tasks/17"}, True),
        ("GET", {"http.target": "/tasks/17?x=1"}, True),
        ("GET /tasks/17", {}, True),
        ("GET", {"url.path": "/files/a/b.txt"}, True),
        ("GET", {"url.path": "/tasks"}, False),
        ("GET", {"url.path": "/tasks/17/more"}, False),
        ("GET", {"url.path": "/v2/tasks/17"}, False),
        ("nightly report", {}, False),
        ("", {}, False),
    ],
)
def test_a_route_goes_before_the_ratio(name: str, attributes: dict[str, str], kept: bool) -> None:
    ours = PolicySampler()
    routes = {"/tasks/{id}": 1.0, "/files/{name:path}": 1.0, "nightly": 1.0}
    ours.follow(Tracing(ratio=0.0, routes=routes))
    found = ours.should_sample(Context(), 1, name, attributes=attributes)
    assert sampled(found) is kept


def test_a_name_goes_before_the_template_that_it_fits() -> None:
    ours = PolicySampler()
    ours.follow(Tracing(ratio=1.0, routes={"/{a}": 0.0, "/health": 1.0}))
    assert sampled(ours.should_sample(Context(), 1, "GET /health"))
    assert not sampled(ours.should_sample(Context(), 1, "GET /other"))


def test_another_policy_holds_from_then_on() -> None:
    ours = sampler(0.0)
    assert not sampled(ours.should_sample(Context(), 1, "x"))
    ours.follow(Tracing(ratio=1.0))
    assert sampled(ours.should_sample(Context(), 1, "x"))
    assert "1.0" in ours.get_description()
