"""Which records are kept, beside what the samplers of OpenTelemetry keep."""

from __future__ import annotations

import logging
from random import Random
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import Decision, ParentBased, TraceIdRatioBased
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from taskcenter_monitor.telemetry.logging.levels import DEBUG, ERROR, INFO, WARN
from taskcenter_monitor.telemetry.logging.sampling import FIELD, Sampling, shares
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Levels, Policy
from taskcenter_monitor.telemetry.policy.document import Sampling as Rates

RATES = [0.0, 1e-19, 0.01, 0.1, 1 / 3, 0.5, 0.9999999, 1.0]


def inside(trace_id: int, flags: int = 0) -> Context:
    span = SpanContext(trace_id, 1, is_remote=False, trace_flags=TraceFlags(flags))
    return trace.set_span_in_context(NonRecordingSpan(span), Context())


def keeps(sampling: Sampling, rate: float, context: Context) -> bool:
    found = shares(rate, 1.0)
    return found is None or sampling.kept(found[INFO], {}, context) is not None


def edges(rate: float) -> list[int]:
    """Trace ids around the bound, and with other bits above the 64 that count."""
    bound = TraceIdRatioBased.get_bound_for_rate(rate)
    around = {bound - 1, bound, bound + 1, 1, (1 << 64) - 1}
    low = [each for each in around if 0 < each < 1 << 64]
    return [*low, *(each | 0xABCDEF << 64 for each in low)]


@pytest.mark.parametrize("rate", RATES)
def test_a_share_keeps_the_traces_that_the_same_ratio_samples(rate: float) -> None:
    chance = Random(rate)  # noqa: S311 - no secret
    sampling, sampler = Sampling(), TraceIdRatioBased(rate)
    for trace_id in [*edges(rate), *(chance.getrandbits(128) or 1 for _ in range(2000))]:
        decision = sampler.should_sample(None, trace_id, "task").decision
        assert keeps(sampling, rate, inside(trace_id)) is (decision is Decision.RECORD_AND_SAMPLE)


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.0])
def test_inside_real_spans_the_records_of_sampled_traces_are_kept(rate: float) -> None:
    tracer = TracerProvider(sampler=ParentBased(TraceIdRatioBased(rate))).get_tracer("test")
    sampling = Sampling()
    for _ in range(200):
        with tracer.start_as_current_span("task"), tracer.start_as_current_span("inner") as span:
            context = trace.set_span_in_context(span)
            assert keeps(sampling, rate, context) is span.get_span_context().trace_flags.sampled


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, (1 << 128) - 1))
def test_the_larger_share_keeps_all_that_the_smaller_keeps(
    one: float, other: float, trace_id: int
) -> None:
    sampling, context = Sampling(), inside(trace_id)
    smaller, larger = sorted((one, other))
    assert keeps(sampling, smaller, context) <= keeps(sampling, larger, context)


def test_that_a_trace_is_sampled_keeps_nothing_more() -> None:
    assert not keeps(Sampling(), 0.1, inside((1 << 64) - 1, flags=TraceFlags.SAMPLED))


def test_without_a_trace_the_share_is_kept_by_chance() -> None:
    sampling = Sampling()
    kept = sum(keeps(sampling, 0.25, Context()) for _ in range(20_000))
    # Six standard deviations of 61.
    assert abs(kept - 5000) < 370
    assert sampling.left_out == 20_000 - kept


def test_debug_passes_both_shares_and_others_one() -> None:
    found = shares(0.5, 0.1)
    assert found is not None
    assert {level: share.rate for level, share in found.items()} == {
        DEBUG: 0.05,
        INFO: 0.5,
        WARN: 0.5,
    }
    assert shares(1.0, 1.0) is None
    assert shares(1.0, 0.5) is not None


def test_a_kept_record_says_its_share_where_others_were_left_out() -> None:
    found = shares(1.0, 0.5)
    assert found is not None
    fields = {"task": 1}
    sampling = Sampling()
    assert sampling.kept(found[DEBUG], fields, inside(1)) == {"task": 1, FIELD: 0.5}
    assert sampling.kept(found[INFO], fields, inside(1)) is fields
    assert fields == {"task": 1}


def test_threads_lose_no_count() -> None:
    sampling, nothing = Sampling(), inside((1 << 64) - 1)

    def logs() -> None:
        for _ in range(5000):
            keeps(sampling, 0.5, nothing)

    threads = [Thread(target=logs) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sampling.left_out == 20_000


def test_only_one_thread_counts_at_a_time_and_a_child_waits_for_none() -> None:
    sampling, nothing = Sampling(), inside((1 << 64) - 1)
    counts = Thread(target=keeps, args=(sampling, 0.5, nothing), daemon=True)
    with sampling._lock:
        counts.start()
        counts.join(0.05)
        assert counts.is_alive()
        sampling.forked()
        child = Thread(target=keeps, args=(sampling, 0.5, nothing), daemon=True)
        child.start()
        child.join(5)
        assert not child.is_alive()
        assert sampling.left_out == 1


def levels_kept(policy: Policy, name: str) -> list[int]:
    """Of one record of each level, those that come into the queue."""
    stream = Stream(policy)
    stream.pipe.resting = False
    logger = stream.logger(name)
    for level in (DEBUG, INFO, WARN, ERROR):
        logger.log(level, "said")
    return [entry[1] for entry in stream.pipe.queue if isinstance(entry, tuple)]


@pytest.mark.parametrize(
    ("rates", "kept"),
    [
        (Rates(), [DEBUG, INFO, WARN, ERROR]),
        (Rates(default=0.0), [ERROR]),
        (Rates(debug=0.0), [INFO, WARN, ERROR]),
        (Rates(components={"task": 0.0}), [ERROR]),
        (Rates(default=0.0, components={"task.callback": 1.0}), [DEBUG, INFO, WARN, ERROR]),
        (Rates(components={"task": 0.0, "task.callback": 1.0}), [DEBUG, INFO, WARN, ERROR]),
        (Rates(components={"task.call": 0.0}), [DEBUG, INFO, WARN, ERROR]),
    ],
)
def test_shares_are_those_of_the_longest_prefix_and_errors_are_never_left_out(
    rates: Rates, kept: list[int]
) -> None:
    policy = Policy(levels=Levels(default="debug"), sampling=rates)
    assert levels_kept(policy, "task.callback") == kept


def test_the_numbers_of_the_standard_library_are_sampled_as_the_level_below() -> None:
    stream = Stream(Policy(sampling=Rates(default=0.0)))
    stream.pipe.resting = False
    stream.logger("task").log(logging.WARNING + 5, "said")
    assert not stream.pipe.queue
    assert stream.sampling.left_out == 1
