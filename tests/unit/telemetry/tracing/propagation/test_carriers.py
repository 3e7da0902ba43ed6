"""Headers in the forms in which servers, clients and queues have them."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import Message
from http.client import HTTPMessage
from types import MappingProxyType
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import baggage, trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, get_current_span
from requests.structures import CaseInsensitiveDict
from starlette.datastructures import Headers, MutableHeaders

from taskcenter_monitor.telemetry import context as ids
from taskcenter_monitor.telemetry.tracing.propagation import extract, inject
from taskcenter_monitor.telemetry.tracing.propagation.carriers import Wanted, pick

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
PAIRS = [
    ("host", "task-center"),
    ("traceparent", PARENT),
    ("tracestate", "a=1"),
    ("tracestate", "b=2"),
    ("baggage", "request_id=r-1"),
    ("baggage", "business_id=crm"),
]
WANTED = Wanted(("traceparent", "tracestate", "baggage"))


def message(pairs: list[tuple[str, str]]) -> Message:
    made = HTTPMessage()
    for name, value in pairs:
        made[name] = value
    return made


def as_bytes(pairs: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in pairs]


def joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def environment(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    named = {f"HTTP_{name.upper()}": value for name, value in joined(pairs).items()}
    return {"REQUEST_METHOD": "GET", "wsgi.errors": None, **named}


FORMS: dict[str, Callable[[list[tuple[str, str]]], Any]] = {
    "pairs": list,
    "tuple of pairs": tuple,
    "generator": iter,
    "bytes of ASGI": as_bytes,
    "bytes of Go": lambda pairs: as_bytes([(name.title(), value) for name, value in pairs]),
    "mapping": joined,
    "mapping of Go": lambda pairs: {k.title(): v for k, v in joined(pairs).items()},
    "environment variables": lambda pairs: {k.upper(): v for k, v in joined(pairs).items()},
    "mapping of lists": lambda pairs: {
        name: [value for key, value in pairs if key == name] for name, _ in pairs
    },
    "mapping of bytes": lambda pairs: {k: v.encode() for k, v in joined(pairs).items()},
    "view": lambda pairs: MappingProxyType({k.title(): v for k, v in joined(pairs).items()}),
    "environment of WSGI": environment,
    "starlette": lambda pairs: Headers(raw=as_bytes(pairs)),
    "httpx": httpx.Headers,
    "requests": lambda pairs: CaseInsensitiveDict(joined(pairs)),
    "http.client": message,
}


@pytest.mark.parametrize("form", FORMS)
def test_any_form_is_read(form: str) -> None:
    context = extract(FORMS[form](PAIRS))

    span = get_current_span(context).get_span_context()
    assert f"{span.trace_id:032x}" == PARENT.split("-")[1]
    assert dict(span.trace_state) == {"a": "1", "b": "2"}
    assert baggage.get_all(context) == {"request_id": "r-1", "business_id": "crm"}


@pytest.mark.parametrize("form", FORMS)
def test_any_form_may_have_none(form: str) -> None:
    context = extract(FORMS[form]([("host", "task-center"), ("content-length", "12")]))
    assert not get_current_span(context).get_span_context().is_valid


@pytest.mark.parametrize("form", ["pairs", "bytes of ASGI", "httpx", "starlette", "http.client"])
def test_two_parents_are_seen_in_any_form_that_can_have_them(form: str) -> None:
    context = extract(FORMS[form]([*PAIRS, ("traceparent", PARENT)]))
    assert not get_current_span(context).get_span_context().is_valid


def test_headers_are_neither_copied_nor_changed() -> None:
    class Counting(dict[str, str]):
        asked = 0

        def __getitem__(self, name: str) -> str:
            self.asked += 1
            return super().__getitem__(name)

        def items(self) -> Any:
            raise AssertionError("searched through")

        __iter__ = keys = values = items

    headers = Counting({f"x-{n}": "v" for n in range(30)} | {"traceparent": PARENT})
    assert get_current_span(extract(headers)).get_span_context().is_valid
    assert headers.asked == 1


@pytest.mark.parametrize(
    "value", [None, 7, b"\xff\x00", object(), [], [None], "\ud800", {"a": 1}, ("a", b"b")]
)
def test_a_value_that_is_none_is_no_crash(value: object) -> None:
    for name in ("traceparent", "tracestate", "baggage"):
        headers = {"traceparent": PARENT, name: value}
        extract(headers)
        extract(list(headers.items()))  # type: ignore[arg-type]


@given(
    st.lists(
        st.tuples(
            st.sampled_from((b"traceparent", b"tracestate", b"baggage", b"host")),
            st.binary(max_size=60),
        )
    )
)
def test_whatever_bytes_are_sent_nothing_is_raised(headers: list[tuple[bytes, bytes]]) -> None:
    extract(headers)
    found = pick(headers, WANTED)
    assert set(found) <= set(WANTED.names)


SPAN = NonRecordingSpan(
    SpanContext(
        int(PARENT[3:35], 16), int(PARENT[36:52], 16), is_remote=False, trace_flags=TraceFlags(1)
    )
)


def injected(headers: Any) -> Any:
    with trace.use_span(SPAN), ids.bound(request_id="r-1"):
        inject(headers)
    return headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "a"},
        {"Traceparent": "of another", "BAGGAGE": "user_id=u-7"},
        MutableHeaders(raw=[(b"traceparent", b"of another")]),
        httpx.Headers([("Traceparent", "of another"), ("traceparent", "of another")]),
        CaseInsensitiveDict({"Traceparent": "of another"}),
        message([("Traceparent", "of another"), ("traceparent", "of another")]),
        [],
        [(b"Traceparent", b"of another"), (b"host", b"a")],
        [("Traceparent", "of another"), ("host", "a")],
    ],
    ids=lambda headers: type(headers).__name__,
)
def test_any_form_is_written_and_has_one_of_each(headers: Any) -> None:
    injected(headers)

    pairs = headers if isinstance(headers, list) else list(headers.items())
    named = [
        (name.decode(), value.decode()) if isinstance(name, bytes) else (name, value)
        for name, value in pairs
    ]
    assert [pair for pair in named if pair[0].lower() == "traceparent"] == [("traceparent", PARENT)]
    assert [value for name, value in named if name.lower() == "baggage"] == ["request_id=r-1"]


def test_a_list_keeps_the_type_that_it_has() -> None:
    assert injected([])[0] == (b"traceparent", PARENT.encode())
    assert injected([("host", "a")])[1] == ("traceparent", PARENT)


def test_a_task_in_a_queue_carries_it_as_json() -> None:
    carrier = json.loads(json.dumps(injected({})))
    assert get_current_span(extract(carrier)).get_span_context().trace_id == int(PARENT[3:35], 16)


def test_what_was_going_on_here_is_not_the_parent_of_what_strangers_send() -> None:
    with trace.use_span(SPAN), ids.bound(request_id="r-1"):
        context = extract({"traceparent": "junk"})
        assert not get_current_span(context).get_span_context().is_valid
        assert context[ids.KEY] == {"request_id": "r-1"}
        nothing = baggage.set_baggage("user_id", "u-7")
        assert baggage.get_all(nothing)
