"""Spans of blocks and functions: what they hold, and how they end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import Link, SpanKind, StatusCode

from taskcenter_monitor.telemetry import context, tracing
from taskcenter_monitor.telemetry.testing import CapturedSpans, captured_spans
from taskcenter_monitor.telemetry.tracing.limits import ATTRIBUTES, EVENTS, LONGEST


@pytest.fixture
def spans() -> Iterator[CapturedSpans]:
    with captured_spans() as spans:
        yield spans


def stacks(span: ReadableSpan) -> list[str]:
    return [
        str((event.attributes or {})["exception.stacktrace"])
        for event in span.events
        if event.name == "exception"
    ]


def test_a_block_is_given_its_span_which_is_current_in_it(spans: CapturedSpans) -> None:
    with tracing.span("outer", {"n": 1}, SpanKind.PRODUCER) as outer:
        assert trace.get_current_span() is outer
        with tracing.span("inner") as inner:
            assert trace.get_current_span() is inner
        assert trace.get_current_span() is outer
    assert trace.get_current_span() is trace.INVALID_SPAN
    assert spans.names == ["inner", "outer"]
    found = spans.one("outer")
    assert (found.attributes, found.kind) == ({"n": 1}, SpanKind.PRODUCER)
    assert spans.one("inner").parent == outer.get_span_context()
    assert found.status.status_code is StatusCode.UNSET


def test_ids_that_are_bound_stay_bound_within_a_span(spans: CapturedSpans) -> None:
    with context.bound(task_id="t"), tracing.span("one"):
        assert context.current() == {"task_id": "t"}
        binding = context.bind(user_id="u")
        with tracing.span("two"):
            context.unbind(binding)
            assert context.current() == {"task_id": "t"}


def test_a_function_has_a_span_for_each_call(spans: CapturedSpans) -> None:
    @tracing.span("called", {"x": "y"})
    def double(n: int) -> int:
        """Twice as many."""
        return double(n - 1) + 2 if n else 0

    assert (double(2), double.__name__, double.__doc__) == (4, "double", "Twice as many.")
    assert spans.names == ["called"] * 3
    assert spans[0].parent == spans[1].context


def test_so_has_one_that_is_awaited(spans: CapturedSpans) -> None:
    @tracing.span("awaited")
    async def half(n: int) -> float:
        await asyncio.sleep(0)
        with tracing.span(f"inner {n}"):
            await asyncio.sleep(0)
        return n / 2

    async def both() -> tuple[float, float]:
        return await asyncio.gather(half(1), half(2))

    assert list(asyncio.run(both())) == [0.5, 1.0]
    for n in (1, 2):
        inner = spans.one(f"inner {n}")
        assert inner.parent in [span.context for span in spans.named("awaited")]
    assert spans.one("inner 1").parent != spans.one("inner 2").parent


def test_a_generator_is_refused_for_its_block_ends_before_it_begins() -> None:
    def numbers() -> Iterator[int]:
        yield 1

    async def letters() -> AsyncIterator[str]:
        yield "a"

    for function in (numbers, letters):
        with pytest.raises(TypeError, match="generator"):
            tracing.span("refused")(function)


def test_one_object_is_entered_once_at_a_time(spans: CapturedSpans) -> None:
    block = tracing.span("once")
    with block, pytest.raises(RuntimeError, match="entered once"):
        block.__enter__()
    assert spans.names == ["once"]


def test_links_are_made_of_spans_and_of_contexts(spans: CapturedSpans) -> None:
    with tracing.span("first") as first, tracing.span("second") as second:
        pass
    known = Link(second.get_span_context(), {"why": "because"})
    with tracing.span("batch", links=[first, first.get_span_context(), known]):
        pass
    links = spans.one("batch").links
    assert [link.context for link in links] == [
        first.get_span_context(),
        first.get_span_context(),
        second.get_span_context(),
    ]
    assert links[2].attributes == {"why": "because"}


def test_a_span_may_have_begun_before_its_block_and_elsewhere(spans: CapturedSpans) -> None:
    with tracing.span("here"):
        other = trace.set_span_in_context(
            trace.NonRecordingSpan(trace.SpanContext(1, 2, True, trace.TraceFlags(1)))
        )
        with tracing.span("there", context=other, start=5):
            pass
    there = spans.one("there")
    assert there.context is not None
    assert there.parent is not None
    assert (there.context.trace_id, there.parent.span_id, there.start_time) == (1, 2, 5)


def test_an_error_is_recorded_once_and_raised_on(spans: CapturedSpans) -> None:
    error = KeyError("gone")
    with pytest.raises(KeyError) as raised, tracing.span("outer"), tracing.span("inner"):
        raise error
    assert raised.value is error
    for name in ("inner", "outer"):
        span = spans.one(name)
        assert span.status.status_code is StatusCode.ERROR
        assert span.status.description == "KeyError: 'gone'"
        assert span.attributes is not None
        assert span.attributes["error.type"] == "KeyError"
    (stack,) = stacks(spans.one("inner"))
    assert stack.startswith("Traceback (most recent call last):")
    assert "raise error" in stack
    assert stacks(spans.one("outer")) == []


def test_one_that_is_kept_is_recorded_again_in_another_trace(spans: CapturedSpans) -> None:
    error = OSError("always the same")
    for number in range(2):
        with pytest.raises(OSError, match="always"), tracing.span(f"trace {number}"):
            raise error
    assert [len(stacks(span)) for span in spans] == [1, 1]


def test_one_that_comes_of_another_has_a_stack_of_both(spans: CapturedSpans) -> None:
    @tracing.span("outer")
    def outer() -> None:
        try:
            with tracing.span("inner"):
                raise OSError("below")
        except OSError as error:
            raise RuntimeError("above") from error

    with pytest.raises(RuntimeError):
        outer()
    (stack,) = stacks(spans.one("outer"))
    assert "OSError: below" in stack
    assert "RuntimeError: above" in stack


def test_one_that_takes_no_mark_is_recorded_all_the_same(spans: CapturedSpans) -> None:
    @dataclass(frozen=True)
    class Frozen(Exception):
        why: str

        def __str__(self) -> str:
            raise ValueError("not even a text")

    with pytest.raises(Frozen), tracing.span("frozen"):
        raise Frozen("odd").with_traceback(None)
    assert len(stacks(spans.one("frozen"))) == 1


def test_an_error_that_was_dealt_with_is_recorded_by_hand(spans: CapturedSpans) -> None:
    with tracing.span("outer"):
        try:
            raise OSError("once more")
        except OSError as error:
            tracing.record_error(error)
            tracing.record_error(error)
    assert len(stacks(spans.one("outer"))) == 1
    assert spans.one("outer").status.status_code is StatusCode.ERROR
    tracing.record_error(ValueError("nowhere"))


@pytest.mark.parametrize(
    ("error", "events"),
    [
        (asyncio.CancelledError(), ["cancelled"]),
        (KeyboardInterrupt(), ["interrupted"]),
        (GeneratorExit(), []),
        (SystemExit(), []),
        (SystemExit(0), []),
    ],
)
def test_what_is_no_error_is_none(
    spans: CapturedSpans, error: BaseException, events: list[str]
) -> None:
    with pytest.raises(type(error)), tracing.span("ended"):
        raise error
    span = spans.one("ended")
    assert [event.name for event in span.events] == events
    assert span.status.status_code is StatusCode.UNSET


def test_an_exit_with_a_status_is_one(spans: CapturedSpans) -> None:
    with pytest.raises(SystemExit), tracing.span("ended"):
        raise SystemExit(3)
    assert spans.one("ended").status.status_code is StatusCode.ERROR


def test_a_task_that_is_cancelled_ends_its_span(spans: CapturedSpans) -> None:
    async def main() -> None:
        @tracing.span("slow")
        async def slow() -> None:
            await asyncio.sleep(60)

        task = asyncio.create_task(slow())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert [event.name for event in spans.one("slow").events] == ["cancelled"]


def test_a_generator_that_another_task_closes_ends_its_span(
    spans: CapturedSpans, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async def lines() -> AsyncIterator[int]:
            with tracing.span("lines"):
                yield 1
                yield 2

        source = lines()
        assert await asyncio.create_task(anext(source)) == 1  # type: ignore[arg-type]
        await source.aclose()  # type: ignore[attr-defined]

    asyncio.run(main())
    assert spans.one("lines").status.status_code is StatusCode.UNSET
    # OpenTelemetry itself logs an error with a stack there.
    assert caplog.records == []


def test_what_a_span_holds_is_bounded(spans: CapturedSpans) -> None:
    with tracing.span("much") as span:
        for n in range(ATTRIBUTES + 10):
            span.set_attribute(f"n{n}", n)
        for n in range(EVENTS + 10):
            span.add_event(f"event {n}")
    with tracing.span("long", {"text": "x" * (2 * LONGEST)}) as span:
        span.add_event("long", {"text": "y" * (2 * LONGEST)})
    much, long = spans.one("much"), spans.one("long")
    assert much.attributes is not None
    assert long.attributes is not None
    assert (len(much.attributes), much.dropped_attributes) == (ATTRIBUTES, 10)
    assert (len(much.events), much.dropped_events) == (EVENTS, 10)
    assert long.attributes["text"] == "x" * LONGEST
    assert (long.events[0].attributes or {})["text"] == "y" * LONGEST


def test_without_a_span_nothing_happens() -> None:
    assert not trace.get_current_span().is_recording()
    tracing.record_error(ValueError("nobody looks"))
