"""Code that asks structlog for its logger."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from structlog.contextvars import bound_contextvars

from taskcenter_monitor.telemetry.logging import standard
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Levels, Policy
from taskcenter_monitor.telemetry.testing import Captured

HERE = f"{Path(__file__).parent.name}/{Path(__file__).name}"


@pytest.fixture(autouse=True)
def _unconfigured() -> Iterator[None]:
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


def test_its_logger_is_one_of_ours(logs: Captured) -> None:
    log = structlog.get_logger("task", region="eu")
    log.info("done", attempts=3)
    log.bind(step=1).warning("took %s", "long")
    log.debug("unheard")

    first, second = logs
    assert (first["component"], first["level"], first["content"]) == ("task", "info", "done")
    assert (first["region"], first["attempts"]) == ("eu", 3)
    assert (second["level"], second["content"], second["step"]) == ("warn", "took long", 1)
    assert first["caller"].startswith(HERE)


def test_one_without_a_name(logs: Captured) -> None:
    structlog.get_logger().info("x")

    assert [entry["component"] for entry in logs] == [""]


def test_what_is_bound_for_a_request_is_in_the_line_and_decides_of_the_level(
    stream: Stream, logs: Captured
) -> None:
    stream.apply(Policy(levels=Levels(users={"7": "debug"})))
    log = structlog.get_logger("task")
    with bound_contextvars(request_id="r-1", user_id="7"):
        log.debug("heard")
        log.info("own", request_id="r-2")
    log.debug("unheard")

    assert [(entry["content"], entry["request_id"]) for entry in logs] == [
        ("heard", "r-1"),
        ("own", "r-2"),
    ]


@pytest.mark.parametrize(
    ("method", "level"),
    [
        ("msg", "info"),
        ("warn", "warn"),
        ("error", "error"),
        ("err", "error"),
        ("critical", "fatal"),
        ("exception", "error"),
    ],
)
def test_its_methods_have_our_levels(logs: Captured, method: str, level: str) -> None:
    try:
        raise LookupError("gone")
    except LookupError:
        getattr(structlog.get_logger("task"), method)("x")

    assert [entry["level"] for entry in logs] == [level]
    assert ("stack" in logs[0]) == (method == "exception")


def test_its_methods_that_are_awaited(logs: Captured) -> None:
    async def work() -> None:
        log = structlog.get_logger("task")
        await log.ainfo("x", a=1)
        try:
            raise LookupError("gone")
        except LookupError:
            await log.aexception("y")
        await log.adebug("unheard")

    asyncio.run(work())

    assert [(entry["level"], entry["content"]) for entry in logs] == [("info", "x"), ("error", "y")]
    assert all(entry["caller"].startswith(HERE) for entry in logs)
    assert logs[1]["error_type"] == "LookupError"


def test_log_takes_a_number(logs: Captured) -> None:
    structlog.get_logger("task").log(35, "x")

    assert [entry["level"] for entry in logs] == ["warn"]


def test_what_somebody_has_configured_stays(
    stream: Stream, capsys: pytest.CaptureFixture[str]
) -> None:
    structlog.configure(processors=[structlog.processors.JSONRenderer()])
    standard.install(stream)
    structlog.get_logger().info("own way")
    standard.remove()

    assert structlog.is_configured()
    assert "own way" in capsys.readouterr().out


def test_nothing_is_left_when_it_is_removed(stream: Stream) -> None:
    standard.install(stream)
    assert structlog.is_configured()
    standard.remove()

    assert not structlog.is_configured()
