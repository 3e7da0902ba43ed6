"""What one block writes: a span, a record and metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from taskcenter_monitor.telemetry import context, operations, tracing
from taskcenter_monitor.telemetry.logging import get_logger
from taskcenter_monitor.telemetry.testing import Captured
from tests.spans import NEVER, Ended, ended_spans, event_of, value

LOG = get_logger("tests.operations")
Block = Callable[..., operations.Operation]
BLOCKS: dict[str, Callable[[], operations.Operation]] = {
    "database": lambda: operations.database(LOG, system="mysql", operation="SELECT"),
    "cache": lambda: operations.cache(LOG, system="redis", operation="GET"),
    "external": lambda: operations.external(LOG, method="GET", url="http://crm.example.com/a"),
    "callback": lambda: operations.callback(LOG, business_id="crm", url="http://crm/hook"),
    "task": lambda: operations.task(LOG, name="report", business_id="crm", task_id="t-1"),
}


def test_a_statement(spans: Ended, logs: Captured) -> None:
    name = "task_center_database_operations_total"
    labels = {"system": "mysql", "operation": "SELECT", "status": "success"}
    before = value(name, **labels)

    with operations.database(
        LOG,
        system="mysql",
        operation="SELECT",
        database="taskcenter",
        table="tasks",
        statement="SELECT * FROM tasks WHERE id = 'secret'",
    ) as done:
        done.rows = 3
        done.attributes["shard"] = 7

    span = spans.one
    assert (span.name, span.kind, span.status.status_code) == (
        "SELECT tasks",
        SpanKind.CLIENT,
        StatusCode.UNSET,
    )
    assert span.attributes == {
        "db.system.name": "mysql",
        "db.operation.name": "SELECT",
        "db.namespace": "taskcenter",
        "db.collection.name": "tasks",
        "db.query.text": "SELECT * FROM tasks WHERE id = ?",
        "db.response.returned_rows": 3,
        "shard": 7,
    }
    (line,) = logs
    assert (line["content"], line["rows"], line["level"]) == ("[MYSQL] SELECT tasks", 3, "info")
    assert line["statement"] == "SELECT * FROM tasks WHERE id = ?"
    assert line["trace"] == f"{span.context.trace_id:032x}"
    assert value(name, **labels) == before + 1


@pytest.mark.parametrize(("hit", "result"), [(True, "hit"), (False, "miss"), (None, "done")])
def test_a_cache(spans: Ended, logs: Captured, hit: bool | None, result: str) -> None:
    labels = {"system": "redis", "operation": "GET", "result": result}
    before = value("task_center_cache_operations_total", **labels)
    with operations.cache(LOG, system="redis", operation="GET", key="task:1") as done:
        done.hit = hit

    assert value("task_center_cache_operations_total", **labels) == before + 1
    assert (spans.one.attributes or {}).get("taskcenter.cache.hit") == hit
    assert logs[0].get("hit") == hit
    assert logs[0]["key"] == "task:1"


def test_an_external_request_carries_the_trace_and_hides_what_follows(
    spans: Ended, logs: Captured
) -> None:
    headers: dict[str, str] = {}
    with operations.external(
        LOG,
        method="get",
        url="https://u:hunter2@api.example.com:8443/v1/x?token=opensesame#frag",
        headers=headers,
        peer="directory",
    ) as call:
        call.status = 404

    span = spans.one
    assert headers["traceparent"].split("-")[1:3] == [
        f"{span.context.trace_id:032x}",
        f"{span.context.span_id:016x}",
    ]
    told = span.attributes or {}
    assert (span.name, told["url.full"]) == ("GET directory", "https://api.example.com:8443/v1/x")
    assert (told["server.address"], told["server.port"]) == ("api.example.com", 8443)
    assert (told["http.response.status_code"], told["error.type"]) == (404, "404")
    assert span.status.status_code is StatusCode.ERROR
    assert (logs[0]["status"], logs[0]["peer"], logs[0]["level"]) == (404, "directory", "info")
    shown = f"{logs[0]}{dict(told)}"
    assert not any(secret in shown for secret in ("hunter2", "opensesame", "frag"))


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (200, "200", "success"),
        (302, "302", "failed"),
        (503, "503", "failed"),
        (0, "0", "failed"),
        (7777, "0", "failed"),
    ],
)
def test_a_callback_is_counted(spans: Ended, status: int, code: str, outcome: str) -> None:
    labels = {"business_id": "crm", "status": outcome, "http_code": code}
    before = value("task_center_callbacks_total", **labels)
    with operations.callback(LOG, business_id="crm", url="http://crm/hook") as call:
        call.status = status

    assert value("task_center_callbacks_total", **labels) == before + 1
    assert spans.one.name == "POST crm"


def test_a_callback_that_took_too_long_without_raising(spans: Ended) -> None:
    labels = {"business_id": "crm", "status": "timeout", "http_code": "0"}
    before = value("task_center_callbacks_total", **labels)
    with operations.callback(LOG, business_id="crm", url="http://crm/hook") as call:
        call.fail(TimeoutError("30 s"))

    assert value("task_center_callbacks_total", **labels) == before + 1
    assert event_of(spans.one)["exception.message"] == "30 s"


def test_a_task_goes_on_with_the_trace_of_its_message(spans: Ended, logs: Captured) -> None:
    carrier: dict[str, str] = {}
    with tracing.span("request") as made:
        tracing.inject(carrier)
    other: dict[str, str] = {}
    with tracing.span("another") as linked:
        tracing.inject(other)

    with operations.task(
        LOG,
        name="report",
        business_id="crm",
        task_id="t-1",
        queue="critical",
        attempt=2,
        carrier=carrier,
        links=[other, {}],
    ):
        assert context.current()["task_id"] == "t-1"
        LOG.info("inside")

    span = spans.all[-1]
    assert span.parent is not None
    assert span.parent.span_id == made.get_span_context().span_id
    assert [link.context.span_id for link in span.links] == [linked.get_span_context().span_id]
    assert span.kind is SpanKind.CONSUMER
    inside, record = logs
    assert (inside["business_id"], inside["task_id"]) == ("crm", "t-1")
    assert inside["trace"] == record["trace"] == f"{span.context.trace_id:032x}"
    assert (record["queue"], record["attempt"], record["outcome"]) == ("critical", 2, "success")
    assert "task_id" not in context.current()
    assert not trace.get_current_span().get_span_context().is_valid


@pytest.mark.parametrize(("final", "completed"), [(True, 1), (False, 0)])
def test_a_task_counts_attempts_and_completed_ones(
    spans: Ended, final: bool, completed: int
) -> None:
    labels = {"business_id": "erp", "status": "failed"}
    names = ("task_center_tasks_executed_total", "task_center_tasks_completed_total")
    late = "task_center_task_schedule_deviation_seconds_sum"
    before = [value(name, **labels) for name in names]
    was = value(late, business_id="erp")
    with operations.task(
        LOG, name="report", business_id="erp", task_id="t-1", scheduled=0.0
    ) as done:
        done.outcome, done.final = "failed", final

    after = [value(name, **labels) for name in names]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, completed]
    assert value(late, business_id="erp") - was > 1e9
    assert spans.one.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize("kind", BLOCKS)
def test_an_error_is_in_the_span_and_the_record_and_raised_on(
    spans: Ended, logs: Captured, kind: str
) -> None:
    error = ValueError("bad")
    with pytest.raises(ValueError, match="bad") as caught, BLOCKS[kind]():
        raise error

    assert caught.value is error
    span, (line,) = spans.one, logs
    assert span.status.status_code is StatusCode.ERROR
    assert "test_operations.py" in str(event_of(span)["exception.stacktrace"])
    assert (line["level"], line["error_type"]) == ("error", "ValueError")
    assert "in test_an_error_is_in" in line["stack"]


@pytest.mark.parametrize("kind", BLOCKS)
def test_what_is_cancelled_is_no_error(spans: Ended, logs: Captured, kind: str) -> None:
    with pytest.raises(asyncio.CancelledError), BLOCKS[kind]():
        raise asyncio.CancelledError

    assert spans.one.status.status_code is not StatusCode.ERROR
    assert "error" not in logs[0]


class ReadTimeout(Exception):
    """As httpx and requests have their own."""


@pytest.mark.parametrize("error", [TimeoutError(), ReadTimeout()])
def test_a_timeout_is_one_by_its_class(spans: Ended, error: Exception) -> None:
    labels = {"business_id": "crm", "status": "timeout"}
    before = value("task_center_tasks_executed_total", **labels)
    with pytest.raises(type(error)), BLOCKS["task"]():
        raise error

    assert value("task_center_tasks_executed_total", **labels) == before + 1


def test_the_place_is_that_of_the_caller(logs: Captured) -> None:
    for made in BLOCKS.values():
        with made():
            pass
    assert {line["caller"].partition(":")[0] for line in logs} == {"operations/test_operations.py"}


def test_functions_and_coroutines(spans: Ended, logs: Captured) -> None:
    @operations.cache(LOG, system="redis", operation="GET")
    def read(key: str) -> str:
        return key

    @operations.database(LOG, system="mysql", operation="SELECT")
    async def asked(key: str) -> str:
        await asyncio.sleep(0)
        return key

    assert (read("a"), read("b"), asyncio.run(asked("c"))) == ("a", "b", "c")
    assert [span.name for span in spans.all] == ["GET", "GET", "SELECT"]
    assert len(logs) == 3


def test_a_generator_is_no_block() -> None:
    def numbers() -> Iterator[int]:
        yield 1

    with pytest.raises(TypeError, match="generator"):
        BLOCKS["cache"]()(numbers)


def test_async_blocks(spans: Ended) -> None:
    async def run() -> None:
        async with BLOCKS["task"](), BLOCKS["database"]():
            await asyncio.sleep(0)

    asyncio.run(run())
    inner, outer = spans.all
    assert inner.parent is not None
    assert inner.parent.span_id == outer.context.span_id


@pytest.mark.parametrize("kind", BLOCKS)
def test_what_nobody_knows_is_refused(kind: str) -> None:
    function: Any = getattr(operations, kind)
    with pytest.raises(TypeError, match=f"{kind}\\(\\) lacks"):
        function(LOG)
    with pytest.raises(AttributeError):
        BLOCKS[kind]().nobody = 1  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="takes no sytsem"):
        operations.cache(LOG, system="redis", operation="GET", sytsem="x")  # type: ignore[call-arg]


def test_nothing_of_ours_hides_the_error_of_the_block(
    monkeypatch: pytest.MonkeyPatch, logs: Captured
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(operations.Operation, "_tell", broken)
    with pytest.raises(ValueError, match="theirs"), BLOCKS["task"]():
        raise ValueError("theirs")
    with BLOCKS["cache"]():
        pass
    assert not trace.get_current_span().get_span_context().is_valid
    assert "task_id" not in context.current()
    assert "an operation could not be recorded" in logs.contents


def test_an_unsampled_operation_is_logged_and_counted(logs: Captured) -> None:
    with ended_spans(NEVER) as spans, BLOCKS["database"]():
        pass
    assert spans.all == []
    assert len(logs) == 1
