"""Records of requests, databases, caches, queues and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.telemetry.logging import operations
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Levels, Policy
from taskcenter_monitor.telemetry.testing import Captured, capture


@pytest.fixture
def stream() -> Iterator[Stream]:
    stream = Stream(Policy())
    yield stream
    stream.writer.stop(5.0)


@pytest.fixture
def logs(stream: Stream) -> Iterator[Captured]:
    with capture(stream=stream) as logs:
        yield logs


@pytest.fixture
def log(stream: Stream) -> Logger:
    return stream.logger("task")


def said(logs: Captured) -> dict[str, Any]:
    """The one entry, without what every entry has."""
    (entry,) = logs
    caller, _, _ = entry["caller"].partition(":")
    assert caller == f"{Path(__file__).parent.name}/{Path(__file__).name}"
    return {
        name: value
        for name, value in entry.items()
        if name not in ("@timestamp", "component", "caller", "stack")
    }


def test_a_request(logs: Captured, log: Logger) -> None:
    operations.http_request(
        log,
        method="GET",
        path="/tasks/7?token=abc#x",
        route="/tasks/{id}",
        status=200,
        duration=0.0125,
        client="10.0.0.1",
        bytes_in=10,
        bytes_out=20,
        user_agent="curl/8",
    )

    assert said(logs) == {
        "level": "info",
        "content": "[HTTP] 200 - GET /tasks/{id}",
        "method": "GET",
        "path": "/tasks/7",
        "route": "/tasks/{id}",
        "status": 200,
        "duration": "12.5ms",
        "client": "10.0.0.1",
        "bytes_in": 10,
        "bytes_out": 20,
        "user_agent": "curl/8",
    }


def test_a_statement_without_the_values_in_it(logs: Captured, log: Logger) -> None:
    operations.database(
        log,
        system="mysql",
        operation="select",
        database="tasks",
        table="task",
        statement="SELECT * FROM task WHERE name = 'Li Lei' AND id = 7",
        rows=1,
        duration=timedelta(milliseconds=3),
    )

    assert said(logs) == {
        "level": "info",
        "content": "[MYSQL] select task",
        "system": "mysql",
        "operation": "select",
        "database": "tasks",
        "table": "task",
        "statement": "SELECT * FROM task WHERE name = ? AND id = ?",
        "rows": 1,
        "duration": "3.0ms",
    }


def test_an_access_to_a_cache(logs: Captured, log: Logger) -> None:
    operations.cache(
        log, system="redis", operation="get", key="task:7", hit=False, size=0, duration=0.001
    )

    assert said(logs) == {
        "level": "info",
        "content": "[REDIS] get",
        "system": "redis",
        "operation": "get",
        "key": "task:7",
        "hit": False,
        "size": 0,
        "duration": "1.0ms",
    }


def test_a_message_of_a_queue(logs: Captured, log: Logger) -> None:
    operations.queue(
        log,
        system="rabbitmq",
        operation="process",
        queue="callbacks",
        message_id="m-1",
        attempt=2,
        lag=1.5,
        size=300,
        duration=0.2,
        error=TimeoutError("no answer"),
    )

    assert said(logs) == {
        "level": "error",
        "content": "[RABBITMQ] process callbacks",
        "system": "rabbitmq",
        "operation": "process",
        "queue": "callbacks",
        "message_id": "m-1",
        "attempt": 2,
        "lag": 1.5,
        "size": 300,
        "duration": "200.0ms",
        "error": "no answer",
        "error_type": "TimeoutError",
    }


def test_a_figure(logs: Captured, log: Logger) -> None:
    operations.performance(log, name="resident_memory", value=81.5, unit="MiB")

    assert said(logs) == {
        "level": "info",
        "content": "[STAT] resident_memory",
        "name": "resident_memory",
        "value": 81.5,
        "unit": "MiB",
    }


def test_what_is_bound_to_the_logger_is_in_the_record(logs: Captured, log: Logger) -> None:
    operations.performance(log.bind(node="a"), name="x", value=1, unit="")

    assert logs[0]["node"] == "a"


@pytest.mark.parametrize(
    ("status", "duration", "outcome"),
    [
        (200, 0.4999, ("info", False)),
        (200, 0.5, ("warn", True)),
        (499, 0.1, ("info", False)),
        (500, 0.1, ("error", False)),
        (503, 9.0, ("error", False)),
    ],
)
def test_the_level_of_a_request_follows_from_how_it_went(
    logs: Captured, log: Logger, status: int, duration: float, outcome: tuple[str, bool]
) -> None:
    operations.http_request(log, method="GET", path="/", status=status, duration=duration)

    assert (logs[0]["level"], logs[0].get("slow", False)) == outcome


@pytest.mark.parametrize(
    ("record", "slow"),
    [(operations.database, 0.5), (operations.cache, 0.1), (operations.queue, 30.0)],
)
def test_every_kind_has_a_limit_of_its_own_unless_the_call_has_one(
    logs: Captured, log: Logger, record: Callable[..., None], slow: float
) -> None:
    what = {"system": "x", "operation": "y", "queue": "z"}
    record(log, **what, duration=slow - 0.001)
    record(log, **what, duration=timedelta(seconds=slow))
    record(log, **what, duration=slow, slow_after=slow * 2)
    record(log, **what, duration=0.002, slow_after=0.001)

    assert [entry["level"] for entry in logs] == ["info", "warn", "info", "warn"]
    assert not any("slow_after" in entry for entry in logs)


@pytest.mark.parametrize("record", [operations.database, operations.cache, operations.queue])
def test_what_failed_is_an_error_with_its_stack_or_its_text(
    logs: Captured, log: Logger, record: Callable[..., None]
) -> None:
    try:
        raise ConnectionError("refused")
    except ConnectionError as error:
        record(log, system="x", operation="y", queue="z", error=error)
    record(log, system="x", operation="w", queue="v", error="refused")

    first, second = logs
    assert (first["level"], first["error_type"]) == ("error", "ConnectionError")
    assert 'raise ConnectionError("refused")' in first["stack"]
    assert (second["level"], second["error"]) == ("error", "refused")


def test_failed_requests_are_no_repeats_unless_each_brings_its_exception(
    stream: Stream, logs: Captured, log: Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream.storms, "admits", lambda *_: False)
    operations.http_request(log, method="GET", path="/a", status=500)
    operations.http_request(log, method="GET", path="/b", status=500, error=ValueError("x"))
    operations.http_request(log, method="GET", path="/c", status=502, error="no answer")

    assert [entry["path"] for entry in logs] == ["/a", "/c"]


def test_operations_that_failed_for_different_reasons_are_all_told(
    logs: Captured, log: Logger
) -> None:
    for error in ("deadlock found", "syntax error near FROM", "disk full", "disk full"):
        operations.database(log, system="mysql", operation="insert", error=error)
    for status in (502, 504, 500, 500):
        operations.http_request(log, method="GET", path="/a", status=status, error="failed")
        failure = ConnectionError("the shop failed")
        operations.http_request(log, method="GET", path="/a", status=status, error=failure)

    errors = [entry["error"] for entry in logs if entry["content"].startswith("[MYSQL]")]
    assert errors == ["deadlock found", "syntax error near FROM", "disk full"]
    requests = [(entry["status"], entry["error"]) for entry in logs if "status" in entry]
    assert requests == [
        (502, "failed"),
        (502, "the shop failed"),
        (504, "failed"),
        (504, "the shop failed"),
        (500, "failed"),
        (500, "the shop failed"),
        (500, "failed"),
    ]


def test_nothing_is_worked_out_for_a_record_that_nobody_wants(
    stream: Stream, logs: Captured, log: Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream.apply(Policy(levels=Levels(default="error")))

    def fail(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(operations, "without_literals", fail)
    monkeypatch.setattr(operations, "request_text", fail)
    monkeypatch.setattr(operations, "operation_text", fail)
    operations.http_request(log, method="GET", path="/", status=200)
    operations.database(log, system="x", operation="y", statement="select 1")
    operations.cache(log, system="x", operation="y")
    operations.queue(log, system="x", operation="y", queue="z")
    operations.performance(log, name="x", value=1, unit="")

    assert logs.contents == []


@pytest.mark.parametrize("odd", [None, "x", "503 Service Unavailable", object(), [], float("nan")])
def test_odd_values_raise_nothing(logs: Captured, log: Logger, odd: Any) -> None:
    operations.http_request(log, method=odd, path=odd, status=odd, duration=odd, slow_after=odd)
    operations.database(log, system=odd, operation=odd, statement=odd, duration=odd)
    operations.queue(log, system=odd, operation=odd, queue=odd, duration=odd)
    operations.performance(log, name=odd, value=odd, unit=odd)
    operations.http_request(log)  # type: ignore[call-arg]
    operations.cache(log)  # type: ignore[call-arg]

    assert len(logs) == 6
