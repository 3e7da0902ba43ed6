"""What leaves the process of a span: nothing that the policy hides, at any place in it."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    StatusCode,
    TraceFlags,
    TraceState,
    set_span_in_context,
)

from taskcenter_monitor.telemetry.policy.default import default_policy
from taskcenter_monitor.telemetry.redaction import Redactor
from taskcenter_monitor.telemetry.tracing.limits import KEPT, LONGEST
from taskcenter_monitor.telemetry.tracing.shown import all_shown, shown

SECRET = "13812345678"  # noqa: S105 - a telephone
LINKED = SpanContext(5, 6, False)


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(default_policy().redaction)


def made(name: str = "x", /, **attributes: Any) -> Any:
    limits = SpanLimits(max_attribute_length=KEPT, max_attributes=4, max_events=2)
    provider = TracerProvider(shutdown_on_exit=False, span_limits=limits)
    return provider.get_tracer("t").start_span(name, attributes=attributes)


def ended(span: Any) -> ReadableSpan:
    span.end()
    found: ReadableSpan = span._readable_span()
    return found


def test_one_without_secrets_is_the_span_itself(redactor: Redactor) -> None:
    span = made("GET /tasks/{id}", method="GET", rows=12, ok=True, names=("a", "b"))
    span.add_event("read", {"bytes": 7})
    span.set_status(StatusCode.ERROR, "broken")
    found = ended(span)
    assert shown(found, redactor) is found
    assert not any(redactor.counts.values())


def events(span: Any) -> None:
    span.add_event(f"called {SECRET}", {"note": f"of {SECRET}", "password": SECRET})


PLACES = {
    "name": lambda: made(f"GET /users/{SECRET}"),
    "attribute by its name": lambda: made(user_token=SECRET),
    "attribute by a pattern": lambda: made(note=f"call {SECRET}"),
    "number": lambda: made(caller=int(SECRET)),
    "list": lambda: made(callers=(SECRET, "x")),
    "name of an attribute": lambda: made("x", **{f"caller {SECRET}": 1}),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_hidden(place: str, redactor: Redactor) -> None:
    assert SECRET in ended(PLACES[place]()).to_json()
    assert SECRET not in shown(ended(PLACES[place]()), redactor).to_json()
    assert sum(redactor.counts.values()) >= 1


def test_one_of_events_links_and_the_status_too(redactor: Redactor) -> None:
    span = made()
    events(span)
    span.add_link(LINKED, {"note": SECRET})
    span.set_status(StatusCode.ERROR, f"no answer of {SECRET}")
    found = shown(ended(span), redactor)
    assert SECRET not in found.to_json()
    assert [event.name for event in found.events] == ["called ***"]
    assert found.events[0].attributes == {"note": "of ***", "password": "***"}
    assert found.links[0].context == LINKED
    assert found.status.description == "no answer of ***"
    assert found.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize(
    "url",
    ["token=abcdef&n=1", "https://u:pass@crm.cn/hook?n=1", "/hook?access_token=abcdef#x"],
)
def test_query_strings_are_searched(url: str, redactor: Redactor) -> None:
    attributes = shown(ended(made(**{"url.full": url, "url.query": url})), redactor).attributes
    assert attributes is not None
    assert "abcdef" not in str(attributes)
    assert "pass" not in str(attributes)


def test_the_stack_of_an_exception_is_searched(redactor: Redactor) -> None:
    span = made()
    try:
        raise ValueError(f"password = '{SECRET}x'")
    except ValueError as error:
        span.record_exception(error)
    assert SECRET not in shown(ended(span), redactor).to_json()


def test_the_copy_is_the_same_but_for_the_secret(redactor: Redactor) -> None:
    span = made("x", a=1, b=2.5, c=("p", "q"), password="p")  # noqa: S106
    span.set_attribute("beyond", 1)
    for number in range(3):
        span.add_event(f"event {number}", {"password": "q", "n": number})
    span.add_link(LINKED, {"password": "r"})
    real = ended(span)
    copy = shown(real, redactor)
    expected = {**(real.attributes or {}), "password": "***"}
    assert copy.attributes == {name: expected[name] for name in real.attributes or {}}
    for name in ("context", "parent", "kind", "start_time", "end_time", "resource"):
        assert getattr(copy, name) == getattr(real, name)
    assert copy.instrumentation_scope is real.instrumentation_scope
    left_out = [
        (one.dropped_attributes, one.dropped_events, one.dropped_links) for one in (copy, real)
    ]
    assert left_out == [(1, 1, 0)] * 2
    assert [event.timestamp for event in copy.events] == [event.timestamp for event in real.events]


def test_a_secret_at_the_end_of_what_is_kept_is_not_shown_in_half(redactor: Redactor) -> None:
    # OpenTelemetry has cut it in the middle already.
    text = "x" * (KEPT - 5) + " " + SECRET
    attributes = shown(ended(made(note=text)), redactor).attributes
    assert attributes is not None
    assert attributes["note"] == "x" * LONGEST
    text = "x" * (LONGEST - 5) + " " + SECRET
    attributes = shown(ended(made(note=text)), redactor).attributes
    assert attributes is not None
    assert "1381" not in str(attributes["note"])


@pytest.mark.parametrize("value", [1 << 70, b"13812345678", "\ud800 13812345678"])
def test_what_json_does_not_take_is_searched_all_the_same(
    value: object, redactor: Redactor
) -> None:
    found = shown(ended(made(note=value, password="p")), redactor)  # noqa: S106
    assert found.attributes is not None
    assert found.attributes["password"] == "***"  # noqa: S105


def test_what_cannot_be_searched_does_not_leave(redactor: Redactor) -> None:
    class Broken(ReadableSpan):
        @property
        def events(self) -> Any:
            raise ValueError("broken")

    good = ended(made())
    kept, withheld = all_shown([Broken("b"), good], redactor)
    assert (kept, withheld) == ([good], 1)


@pytest.mark.parametrize("linked", [False, True])
def test_the_state_of_a_trace_goes_where_somebody_has_noted_a_secret_in_it(
    redactor: Redactor, linked: bool
) -> None:
    noted = SpanContext(5, 6, True, TraceFlags(1), TraceState([("crm", SECRET)]))
    provider = TracerProvider(shutdown_on_exit=False)
    parent = set_span_in_context(NonRecordingSpan(noted), Context())
    tracer = provider.get_tracer("t")
    made = tracer.start_span("x", links=[Link(noted)]) if linked else tracer.start_span("x", parent)
    found = shown(ended(made), redactor)
    context = found.links[0].context if linked else found.context
    assert context is not None
    assert (context.trace_id, dict(context.trace_state)) == (5, {})


def test_the_state_of_a_trace_stays_otherwise(redactor: Redactor) -> None:
    noted = SpanContext(5, 6, True, TraceFlags(1), TraceState([("a", "b")]))
    provider = TracerProvider(shutdown_on_exit=False)
    parent = set_span_in_context(NonRecordingSpan(noted), Context())
    span = provider.get_tracer("t").start_span(f"call {SECRET}", parent)
    context = shown(ended(span), redactor).context
    assert context is not None
    assert dict(context.trace_state) == {"a": "b"}
