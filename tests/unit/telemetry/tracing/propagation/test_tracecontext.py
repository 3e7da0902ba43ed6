"""What W3C trace context asks of whoever reads and writes it."""

from __future__ import annotations

import logging
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    TraceFlags,
    TraceState,
    get_current_span,
)

from taskcenter_monitor.telemetry.tracing.propagation import extract, inject
from taskcenter_monitor.telemetry.tracing.propagation.tracecontext import state_of

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01"


def caller(*headers: tuple[str, str]) -> SpanContext:
    return get_current_span(extract(headers)).get_span_context()


def parent(header: str) -> SpanContext:
    return caller(("traceparent", header))


def state(*headers: str) -> dict[str, str]:
    return dict(
        caller(("traceparent", PARENT), *(("tracestate", one) for one in headers)).trace_state
    )


def test_a_valid_header_is_the_parent() -> None:
    span = parent(PARENT)

    assert (f"{span.trace_id:032x}", f"{span.span_id:016x}") == (TRACE, SPAN)
    assert span.is_remote
    assert span.trace_flags == TraceFlags.SAMPLED
    assert parent(f"00-{TRACE}-{SPAN}-00").trace_flags == 0
    assert parent(f"00-{TRACE}-{SPAN}-02").trace_flags == 0


@pytest.mark.parametrize(
    "header",
    [
        "",
        "-",
        "00",
        f"00-{TRACE}",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-",
        f"0-{TRACE}-{SPAN}-01",
        f"000-{TRACE}-{SPAN}-01",
        f"00-{TRACE[1:]}-{SPAN}-01",
        f"00-{TRACE}0-{SPAN}-01",
        f"00-{TRACE}-{SPAN[1:]}-01",
        f"00-{TRACE}-{SPAN}0-01",
        f"00-{TRACE}-{SPAN}-1",
        f"00-{TRACE}-{SPAN}-001",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN.upper().replace('0', 'A')}-01",
        f"00-{TRACE}-{SPAN}-0A",
        f"00-{TRACE[:-1]}g-{SPAN}-01",
        f"00-{TRACE}-{SPAN[:-1]}.-01",
        f"00-{TRACE}-{SPAN}-.0",
        f".0-{TRACE}-{SPAN}-01",
        f"00_{TRACE}_{SPAN}_01",
        f"00-{TRACE}-{SPAN}-01-",
        f"00-{TRACE}-{SPAN}-01.",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{SPAN}-01\n",
        f"00-{TRACE}-{SPAN}-01\x00",
        f"ff-{TRACE}-{SPAN}-01",
        f"ff-{TRACE}-{SPAN}-01-more",
        f"cc-{TRACE}-{SPAN}-01.more",
        f"cc-{TRACE}-{SPAN}-01more",
        f"cc-{'0' * 32}-{SPAN}-01-more",
        f"CC-{TRACE}-{SPAN}-01",
        f"{PARENT},{PARENT}",
        f"cc-{TRACE}-{SPAN}-01-more,{PARENT}",
        f"00-{'٤' * 32}-{SPAN}-01",
        "\xff\xfe\x00",
    ],
)
def test_a_header_that_breaks_the_rules_begins_a_new_trace(header: str) -> None:
    assert not parent(header).is_valid
    # Then the state of it says nothing either.
    assert not caller(("traceparent", header), ("tracestate", "a=1")).trace_state


@pytest.mark.parametrize(
    "header",
    [
        f"cc-{TRACE}-{SPAN}-01",
        f"cc-{TRACE}-{SPAN}-01-",
        f"cc-{TRACE}-{SPAN}-01-what-the-future-will-be",
        f"01-{TRACE}-{SPAN}-01-{'x' * 100}",
        f" \t{PARENT}\t ",
        f"00-{TRACE}-{SPAN}-ff",
    ],
)
def test_what_later_versions_and_clients_may_send(header: str) -> None:
    span = parent(header)
    assert (f"{span.trace_id:032x}", f"{span.span_id:016x}") == (TRACE, SPAN)
    # Of flags that are not known here none is handed on.
    assert span.trace_flags == TraceFlags.SAMPLED


def test_a_header_without_end_is_not_read() -> None:
    junk = f"cc-{TRACE}-{SPAN}-01-{' ' * 200_000},"
    began = time.perf_counter()
    assert not parent(junk).is_valid
    assert time.perf_counter() - began < 0.5


def test_two_headers_are_none() -> None:
    other = f"00-{TRACE[::-1]}-{SPAN}-01"
    assert not caller(("traceparent", PARENT), ("traceparent", other)).is_valid
    assert not caller(("traceparent", PARENT), ("Traceparent", PARENT)).is_valid


def test_a_state_without_a_parent_says_nothing() -> None:
    assert not caller(("tracestate", "a=1")).is_valid


@pytest.mark.parametrize(
    ("headers", "members"),
    [
        (("a=1",), {"a": "1"}),
        (("a=1,b=2",), {"a": "1", "b": "2"}),
        (("a=1", "b=2"), {"a": "1", "b": "2"}),
        (("a=1 \t,\t b=2",), {"a": "1", "b": "2"}),
        (("a=1,,b=2,", "", ","), {"a": "1", "b": "2"}),
        (("a= 1",), {"a": " 1"}),
        (("tenant-1@vendor=1,0t*_/@v=2",), {"tenant-1@vendor": "1", "0t*_/@v": "2"}),
        ((f"{'a' * 241}@{'v' * 14}=1",), {f"{'a' * 241}@{'v' * 14}": "1"}),
        ((f"{'k' * 256}=1",), {f"{'k' * 256}": "1"}),
        ((f"a={'v' * 256}",), {"a": "v" * 256}),
        (("a=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~",), {"a": "!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~"}),
        ((",".join(f"k{n}={n}" for n in range(32)),), {f"k{n}": f"{n}" for n in range(32)}),
        (("",), {}),
        ((" , ,",), {}),
    ],
)
def test_a_state_is_read_and_keeps_its_order(
    headers: tuple[str, ...], members: dict[str, str]
) -> None:
    assert list(state(*headers).items()) == list(members.items())


@pytest.mark.parametrize(
    "header",
    [
        "a",
        "a=",
        "=1",
        "A=1",
        "0a=1",
        "a b=1",
        "a =1",
        "é=1",
        "a=é",
        "a=1=2",
        "a=1;\x7f",
        "a=1\r\nx: y",
        "a=1,a=2",
        "@v=1",
        "t@=1",
        "t@0v=1",
        "t@v@w=1",
        f"{'a' * 242}@v=1",
        f"t@{'v' * 15}=1",
        f"{'k' * 257}=1",
        f"a={'v' * 257}",
        ",".join(f"k{n}={n}" for n in range(33)),
        f"a={'1' * 9000}",
    ],
)
def test_a_state_that_breaks_the_rules_is_left_out_and_the_trace_goes_on(header: str) -> None:
    assert state(f"ok=1,{header}") == {}
    assert caller(("traceparent", PARENT), ("tracestate", header)).is_valid


def test_of_a_long_state_large_members_are_left_out_first_and_then_the_last() -> None:
    large = ",".join(f"big{n}={'v' * 200}" for n in range(3))
    assert list(state(f"first=1,{large},last=2")) == ["first", "last"]
    many = ",".join(f"k{n:02}={'v' * 30}" for n in range(20))
    kept = state(many)
    assert list(kept) == [f"k{n:02}" for n in range(14)]
    assert len(",".join(f"{key}={value}" for key, value in kept.items())) <= 512


def test_nothing_that_strangers_send_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for header in ("junk", PARENT):
            caller(
                ("traceparent", header),
                ("tracestate", "=,a=1,a=2"),
                ("baggage", "secret=s\x00,=,,x"),
            )
    assert caplog.records == []


def injected(span: trace.Span) -> dict[str, str]:
    headers: dict[str, str] = {}
    with trace.use_span(span):
        inject(headers)
    return headers


@pytest.mark.parametrize("flags", [1, 3, 0xFF])
def test_what_is_sent_is_what_go_before_1_42_reads(flags: int) -> None:
    span = SpanContext(int(TRACE, 16), int(SPAN, 16), is_remote=True, trace_flags=TraceFlags(flags))
    assert injected(NonRecordingSpan(span)) == {"traceparent": PARENT}


def test_children_of_a_trace_of_level_two_are_of_level_one() -> None:
    context = extract({"traceparent": f"00-{TRACE}-{SPAN}-03"})
    tracer = TracerProvider().get_tracer("test")

    headers = injected(tracer.start_span("child", context=context))

    assert headers["traceparent"].startswith(f"00-{TRACE}-")
    assert headers["traceparent"].endswith("-01")


def test_roots_are_of_level_one_whatever_the_provider_flags() -> None:
    tracer = TracerProvider().get_tracer("test")
    assert injected(tracer.start_span("root"))["traceparent"].endswith("-01")


def test_without_a_span_nothing_is_sent() -> None:
    headers = {"traceparent": "as it was"}
    inject(headers)
    assert headers == {"traceparent": "as it was"}


def test_a_state_is_sent_on() -> None:
    span = get_current_span(extract({"traceparent": PARENT, "tracestate": "a=1, t@v=2"}))
    assert injected(span) == {"traceparent": PARENT, "tracestate": "a=1,t@v=2"}


def test_a_state_that_is_too_long_is_not_sent_whole() -> None:
    members = [(f"k{n}", "v" * 100) for n in range(10)]
    span = SpanContext(1, 1, is_remote=False, trace_state=TraceState(members))
    assert len(injected(NonRecordingSpan(span))["tracestate"]) <= 512


@given(st.text(max_size=80) | st.text("0123456789abcdef-", max_size=60) | st.just(PARENT))
def test_whatever_is_sent_what_goes_out_is_valid(header: str) -> None:
    context = extract([("traceparent", header)])
    span = TracerProvider().get_tracer("t").start_span("x", context)
    sent = injected(span)["traceparent"]
    assert parent(sent).is_valid


@given(st.lists(st.text(max_size=30) | st.from_regex(r"[a-z@0-9]{1,5}=[ -~]{1,9}"), max_size=40))
def test_a_state_that_is_kept_can_be_read_again(members: list[str]) -> None:
    kept = state_of(",".join(members))
    if kept is not None:
        header = kept.to_header()
        assert header.isascii()
        assert header.isprintable()
        assert state_of(header) == kept
        assert len(header) <= 512
