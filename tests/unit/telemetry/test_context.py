"""Ids are bound and unbound exactly, wherever that is done."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import pickle
from collections.abc import Iterator

import pytest
from opentelemetry import context as opentelemetry_context
from opentelemetry import trace

from taskcenter_monitor.telemetry.context import Carried, bind, bound, current, unbind


@pytest.fixture(autouse=True)
def nobody_complains(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """OpenTelemetry logs an error where a context is detached that is not attached."""
    with caplog.at_level(logging.DEBUG):
        yield
    assert caplog.records == []
    assert not current()


def test_ids_hold_for_a_block_and_what_was_before_is_there_again() -> None:
    with bound(request_id="r", user_id=1):
        outer = current()
        with bound(user_id=2, shop="s"):
            assert current() == {"request_id": "r", "user_id": 2, "shop": "s"}
        assert current() is outer
    assert not current()


def test_an_id_that_is_none_is_bound_no_more() -> None:
    with bound(request_id="r", user_id=1):
        with bound(user_id=None):
            assert current() == {"request_id": "r"}
        assert current() == {"request_id": "r", "user_id": 1}


def test_an_exception_unbinds_too() -> None:
    with pytest.raises(KeyError), bound(request_id="r"):
        raise KeyError
    assert not current()


def test_nobody_can_change_them() -> None:
    with bound(request_id="r"), pytest.raises(TypeError):
        current()["request_id"] = "other"  # type: ignore[index]


def test_a_function_has_them_while_it_runs() -> None:
    @bound(task_id=1)
    def depth(more: int) -> object:
        return depth(more - 1) if more else current()["task_id"]

    assert depth(3) == 1
    assert depth.__name__ == "depth"


def test_so_has_a_coroutine_and_not_whoever_makes_it() -> None:
    @bound(task_id=1)
    async def work() -> object:
        await asyncio.sleep(0)
        return current()["task_id"]

    async def main() -> tuple[object, object]:
        made = work()
        assert not current()
        first, second = await asyncio.gather(made, work())
        return first, second

    assert asyncio.run(main()) == (1, 1)


def test_in_any_order() -> None:
    first = bind(a=1, both=1)
    second = bind(b=2, both=2)
    third = bind(c=3)
    unbind(second)
    assert current() == {"a": 1, "both": 1, "c": 3}
    unbind(first)
    assert current() == {"c": 3}
    unbind(third)


def test_twice_changes_nothing_again() -> None:
    first = bind(a=1)
    unbind(first)
    with bound(b=2):
        unbind(first)
        assert current() == {"b": 2}


def test_a_generator_that_ends_late_takes_its_own_along() -> None:
    def rows() -> Iterator[int]:
        with bound(cursor="c"):
            yield 1

    reading = rows()
    next(reading)
    with bound(request_id="r"):
        assert list(reading) == []
        assert current() == {"request_id": "r"}
    assert not current()


def test_a_request_that_ends_in_another_task() -> None:
    async def main() -> None:
        binding = bind(request_id="r")

        async def end() -> None:
            assert current() == {"request_id": "r"}
            unbind(binding)
            assert not current()

        await asyncio.create_task(end())
        # Contexts are copies: that task has ended it for itself.
        assert current() == {"request_id": "r"}
        unbind(binding)
        assert not current()

    asyncio.run(main())


def test_one_that_begins_in_another_task() -> None:
    async def main() -> None:
        async def begin() -> object:
            return bind(request_id="r")

        binding = await asyncio.create_task(begin())
        with bound(own=1):
            unbind(binding)  # type: ignore[arg-type]
            assert current() == {"own": 1}

    asyncio.run(main())


def test_tasks_do_not_see_each_other() -> None:
    async def work(number: int) -> dict[str, object]:
        binding = bind(task_id=number)
        for _ in range(3):
            await asyncio.sleep(0)
            assert current()["task_id"] == number
        if number % 2:
            unbind(binding)
        return dict(current())

    async def main() -> None:
        with bound(request_id="r"):
            seen = await asyncio.gather(*(work(number) for number in range(4)))
            assert current() == {"request_id": "r"}
        assert seen == [
            {"request_id": "r", **({} if number % 2 else {"task_id": number})}
            for number in range(4)
        ]

    asyncio.run(main())


def test_an_async_generator_closed_by_somebody_else() -> None:
    async def main() -> None:
        async def rows() -> object:
            with bound(cursor="c"):
                yield 1

        reading = rows()

        async def begin() -> None:
            await anext(reading)  # type: ignore[call-overload]

        await asyncio.create_task(begin())
        # In another context than the one in which it was bound.
        await reading.aclose()  # type: ignore[attr-defined]
        assert not current()

    asyncio.run(main())


def test_a_span_stays_when_ids_go() -> None:
    span = trace.NonRecordingSpan(trace.SpanContext(1, 2, False))
    binding = bind(request_id="r")
    with bound(task_id=1), trace.use_span(span):
        unbind(binding)
        assert trace.get_current_span() is span
        assert current() == {"task_id": 1}
    # What the span found is put back with it: nobody else knows of the order.
    opentelemetry_context.attach(opentelemetry_context.Context())


def double(number: int) -> tuple[int, dict[str, object], int]:
    return 2 * number, dict(current()), trace.get_current_span().get_span_context().trace_id


def test_carried_goes_by_pickle_and_replaces_what_it_finds() -> None:
    span = trace.NonRecordingSpan(trace.SpanContext(0xABC, 0xDEF, False))
    with trace.use_span(span), bound(request_id="r"):
        packed = pickle.dumps(Carried(double))
    with bound(request_id="of another", task_id=3):
        assert pickle.loads(packed)(4) == (8, {"request_id": "r"}, 0xABC)  # noqa: S301 - our own
        assert current() == {"request_id": "of another", "task_id": 3}


def test_carried_without_a_span_has_none() -> None:
    carried = Carried(double)
    span = trace.NonRecordingSpan(trace.SpanContext(0xABC, 0xDEF, False))
    with trace.use_span(span):
        assert contextvars.copy_context().run(carried, 1) == (2, {}, 0)
