"""Formats by their names, and which one counts where a request has several."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import baggage, propagate, trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, get_current_span

from taskcenter_monitor.telemetry.tracing.propagation import MissingExtra, extract, inject, use

W3C, B3, UBER = "11111111111111111111111111111111", "2" * 32, "3" * 32
SPAN = "00f067aa0ba902b7"
ALL = {
    "traceparent": f"00-{W3C}-{SPAN}-01",
    "b3": f"{B3}-{SPAN}-1",
    "uber-trace-id": f"{UBER}:{SPAN}:0:1",
}


def trace_of(headers: dict[str, str]) -> str:
    span = get_current_span(extract(headers)).get_span_context()
    return f"{span.trace_id:032x}" if span.is_valid else ""


def flags_of(headers: dict[str, str]) -> int:
    return get_current_span(extract(headers)).get_span_context().trace_flags


def sent(flags: int = 1) -> dict[str, str]:
    span = SpanContext(int(W3C, 16), int(SPAN, 16), is_remote=False, trace_flags=TraceFlags(flags))
    headers: dict[str, str] = {}
    with trace.use_span(NonRecordingSpan(span)):
        inject(headers)
    return headers


@pytest.mark.parametrize(
    ("names", "trace_id"),
    [
        (("tracecontext",), W3C),
        (("b3",), B3),
        (("b3multi",), B3),
        (("jaeger",), UBER),
        (("tracecontext", "b3", "jaeger"), UBER),
        (("jaeger", "b3", "tracecontext"), W3C),
        (("jaeger", "tracecontext", "b3"), B3),
        ((" B3 ", "b3"), B3),
        (("baggage",), ""),
        (("none",), ""),
    ],
)
def test_the_last_one_named_counts(names: tuple[str, ...], trace_id: str) -> None:
    use(*names)
    assert trace_of(ALL) == trace_id


@pytest.mark.parametrize("header", ["junk", f"{'0' * 32}-{SPAN}-1", f"{B3}-{'0' * 16}-1", "0", ""])
def test_one_that_is_not_valid_displaces_none(header: str) -> None:
    use("tracecontext", "b3")
    assert trace_of({**ALL, "b3": header}) == W3C


@pytest.mark.parametrize(
    ("headers", "trace_id", "flags"),
    [
        ({"b3": f"{B3}-{SPAN}-1"}, B3, 1),
        ({"b3": f"{B3}-{SPAN}-0"}, B3, 0),
        ({"b3": f"{B3}-{SPAN}-d"}, B3, 1),
        ({"b3": f"{B3}-{SPAN}"}, B3, 1),
        ({"b3": f"{B3}-{SPAN}-1-{SPAN}"}, B3, 1),
        ({"b3": f"{B3[:16]}-{SPAN}-1"}, f"{B3[:16]:0>32}", 1),
        ({"X-B3-TraceId": B3, "X-B3-SpanId": SPAN, "X-B3-Sampled": "1"}, B3, 1),
        ({"x-b3-traceid": B3, "x-b3-spanid": SPAN, "x-b3-flags": "1"}, B3, 1),
        ({"x-b3-traceid": B3, "x-b3-spanid": SPAN}, B3, 0),
        ({"b3": "0"}, "", 0),
        ({"b3": f"{B3}-{SPAN}-1-{SPAN}-1"}, "", 0),
        ({"b3": f"{B3}{B3}-{SPAN}-1"}, "", 0),
        ({"b3": f"{'٣' * 32}-{SPAN}-1"}, "", 0),
        ({"b3": f"{B3}-{SPAN}-1,{B3}-{SPAN}-1"}, "", 0),
        ({"x-b3-traceid": B3}, "", 0),
    ],
)
def test_b3_in_both_forms(headers: dict[str, str], trace_id: str, flags: int) -> None:
    for name in ("b3", "b3multi"):
        use(name)
        assert (trace_of(headers), flags_of(headers)) == (trace_id, flags)


@pytest.mark.parametrize(
    ("header", "trace_id", "flags"),
    [
        (f"{UBER}:{SPAN}:0:1", UBER, 1),
        (f"{UBER}:{SPAN}:0:0", UBER, 0),
        (f"{UBER}%3A{SPAN}%3a0%3A1", UBER, 1),
        (f"{UBER}:{SPAN}:{SPAN}:03", UBER, 1),
        (f"{UBER}:{SPAN}:0:2", UBER, 0),
        (f"abc:{SPAN[2:]}:0:1", "abc".rjust(32, "0"), 1),
        (f" {UBER}:{SPAN}:0:1", UBER, 1),
        (f"{UBER}0:{SPAN}:0:1", "", 0),
        (f"0x1:{SPAN}:0:1", "", 0),
        (f"-1:{SPAN}:0:1", "", 0),
        (f"1_1:{SPAN}:0:1", "", 0),
        (f"0:{SPAN}:0:1", "", 0),
        (f"{UBER}:0:0:1", "", 0),
        (f"{UBER}:{SPAN}:0", "", 0),
        (f"{UBER}:{SPAN}:0:1:1", "", 0),
        (f"{UBER}:{SPAN}:0:xyz", "", 0),
        (f"{'3' * 100_000}:{SPAN}:0:1", "", 0),
    ],
)
def test_jaeger(header: str, trace_id: str, flags: int) -> None:
    use("jaeger")
    headers = {"Uber-Trace-Id": header, "uberctx-user_id": "u-7"}
    assert (trace_of(headers), flags_of(headers)) == (trace_id, flags)
    assert dict(baggage.get_all(extract(headers))) == {}


@pytest.mark.parametrize("flags", [0, 1, 3])
def test_what_is_sent(flags: int) -> None:
    use("tracecontext", "b3", "b3multi", "jaeger")
    sampled = flags & 1
    assert sent(flags) == {
        "traceparent": f"00-{W3C}-{SPAN}-0{sampled}",
        "b3": f"{W3C}-{SPAN}-{sampled}",
        "x-b3-traceid": W3C,
        "x-b3-spanid": SPAN,
        "x-b3-sampled": str(sampled),
        # Never 03, which Jaeger takes for a trace that somebody debugs.
        "uber-trace-id": f"{W3C}:{SPAN}:{'0' * 16}:0{sampled}",
    }


@pytest.mark.parametrize("name", ["tracecontext", "b3", "b3multi", "jaeger"])
def test_each_reads_what_it_has_sent(name: str) -> None:
    use(name)
    assert trace_of(sent()) == W3C
    assert flags_of(sent(0)) == 0


def test_baggage_makes_no_headers_of_jaeger() -> None:
    use("jaeger", "baggage")
    with_baggage = baggage.set_baggage("a\r\nx", "\ud800")
    span = SpanContext(1, 1, is_remote=False)
    context = trace.set_span_in_context(NonRecordingSpan(span), with_baggage)
    headers: dict[str, str] = {}
    propagate.inject(headers, context)
    assert list(headers) == ["uber-trace-id"]


@given(st.text(max_size=60))
def test_whatever_is_sent_in_older_headers_nothing_is_raised(junk: str) -> None:
    use("b3", "jaeger", "tracecontext")
    for name in ("b3", "x-b3-traceid", "x-b3-sampled", "uber-trace-id"):
        extract({"x-b3-spanid": SPAN, name: junk})


def test_a_name_that_is_not_known_is_said_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="'xray' is no format of headers; there are tracecontext"):
        use("tracecontext", "xray")
    assert trace_of(ALL) == W3C


@pytest.mark.parametrize(
    ("name", "package"), [("b3", "b3"), ("b3multi", "b3"), ("jaeger", "jaeger")]
)
def test_a_package_that_is_missing_is_said_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, f"opentelemetry.propagators.{package}", None)
    with pytest.raises(MissingExtra) as caught:
        use(name)
    assert "pip install 'taskcenter-monitor[telemetry-propagators]'" in str(caught.value)


def test_without_the_extra_w3c_works() -> None:
    program = """
import sys
sys.modules["opentelemetry.propagators.b3"] = sys.modules["opentelemetry.propagators.jaeger"] = None
from taskcenter_monitor.telemetry.tracing import propagation
print(propagation.use())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "('traceparent', 'tracestate', 'baggage')\n"


def test_instrumentations_of_opentelemetry_read_and_write_the_same() -> None:
    use("tracecontext", "jaeger", "baggage")
    headers = {"traceparent": f"00-{W3C}-{SPAN}-03", "baggage": "a=1"}
    context = propagate.extract(headers)

    assert get_current_span(context).get_span_context().trace_flags == 1
    assert baggage.get_all(context) == {"a": "1"}
    sent_on: dict[str, str] = {}
    propagate.inject(sent_on, context)
    assert sent_on == {
        "traceparent": f"00-{W3C}-{SPAN}-01",
        "uber-trace-id": f"{W3C}:{SPAN}:{'0' * 16}:01",
    }
    assert propagate.get_global_textmap().fields >= {"traceparent", "uber-trace-id"}
