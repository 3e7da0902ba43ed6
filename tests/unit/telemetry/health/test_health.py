"""Components are asked together, not too often, and nobody waits for one that hangs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, active_count, get_ident
from typing import Any

import pytest

from taskcenter_monitor.telemetry.health import Health
from taskcenter_monitor.telemetry.metrics.book import BOOK
from taskcenter_monitor.telemetry.testing import capture


def says(value: Any) -> Callable[[], Any]:
    return lambda: value


def raises() -> None:
    raise ConnectionError("mysql://root:hunter2@db is gone")


@pytest.mark.parametrize("good", [None, True, "healthy"])
def test_all_well_is_healthy(good: Any) -> None:
    report = Health({"a": says(good), "b": says(None)}).report()
    assert (report.status, report.http_status) == ("healthy", 200)
    assert report.components == {"a": "healthy", "b": "healthy"}


def ends() -> None:
    raise SystemExit(3)


async def cancelled() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize("bad", [ends, cancelled])
def test_one_that_ends_its_thread_has_answered(bad: Callable[[], Any]) -> None:
    report = Health({"a": bad}, timeout=30).report()
    assert report.status == "unhealthy"
    assert report.found["a"].why in ("SystemExit", "CancelledError")


@pytest.mark.parametrize("bad", [says(False), says("unhealthy"), says("no word"), says([]), raises])
def test_what_is_critical_makes_the_whole_unhealthy(bad: Callable[[], Any]) -> None:
    report = Health({"a": bad, "b": says(None)}).report()
    assert (report.status, report.http_status) == ("unhealthy", 503)
    assert report.components == {"a": "unhealthy", "b": "healthy"}


@pytest.mark.parametrize("bad", [says(False), raises, says("degraded")])
def test_what_is_not_makes_it_degraded(bad: Callable[[], Any]) -> None:
    report = Health({"a": says(None)}, optional={"b": bad}).report()
    assert (report.status, report.http_status) == ("degraded", 200)


def test_degraded_can_still_answer() -> None:
    report = Health({"a": says("degraded"), "b": says(None)}).report()
    assert (report.status, report.http_status) == ("degraded", 200)


def test_the_worst_holds() -> None:
    report = Health({"a": says("degraded"), "b": says(False)}, optional={"c": raises}).report()
    assert report.status == "unhealthy"


def test_nothing_to_ask_is_healthy() -> None:
    assert Health({}).report().status == "healthy"


def test_a_component_has_one_place() -> None:
    with pytest.raises(ValueError, match="both critical and optional: a"):
        Health({"a": says(None)}, optional={"a": says(None)})


def test_one_that_hangs_is_unhealthy_and_holds_up_nobody_and_is_asked_once() -> None:
    let_go, asked = Event(), []

    def hangs() -> None:
        asked.append(1)
        let_go.wait(20)

    health = Health({"a": hangs, "b": says(None)}, timeout=0.1, fresh=0.0)
    threads = active_count()
    begun = time.monotonic()
    for _ in range(3):
        report = health.report()
        assert report.components == {"a": "unhealthy", "b": "healthy"}
        assert report.document()["components"]["a"]["why"] == "no answer within 0.1 s"
    assert time.monotonic() - begun < 2
    assert len(asked) == 1
    assert active_count() <= threads + 1

    let_go.set()
    deadline = time.monotonic() + 10
    while health.report().status != "healthy" and time.monotonic() < deadline:
        time.sleep(0.01)
    assert health.report().status == "healthy"


def test_all_are_asked_at_once() -> None:
    def slow() -> None:
        time.sleep(0.2)

    begun = time.monotonic()
    assert Health({str(n): slow for n in range(10)}).report().status == "healthy"
    assert time.monotonic() - begun < 1.5


def test_however_many_ask_a_component_is_asked_once_in_a_while() -> None:
    asked = []

    def check() -> None:
        asked.append(1)
        time.sleep(0.05)

    health = Health({"a": check}, fresh=60)
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(lambda _: health.report(), range(50)))
    assert len(asked) == 1
    assert {report.status for report in reports} == {"healthy"}
    assert reports[-1].age > 0


def test_after_that_it_is_asked_again() -> None:
    answers = iter([None, False])
    health = Health({"a": lambda: next(answers)}, fresh=0.05)
    assert health.report().status == "healthy"
    time.sleep(0.06)
    assert health.report().status == "unhealthy"


def test_what_was_raised_is_shown_without_its_text() -> None:
    with capture("debug") as logs:
        document = Health({"a": raises}).report().document()
    assert document["components"]["a"]["why"] == "ConnectionError"
    assert "hunter2" not in str(document)
    (entry,) = logs
    assert entry["content"] == "component changed"
    assert (entry["component_name"], entry["status"]) == ("a", "unhealthy")
    assert entry["error_type"] == "ConnectionError"


def test_only_what_changes_is_said() -> None:
    answers = iter([None, False, False, None])
    health = Health({"a": lambda: next(answers)}, fresh=0.0)
    with capture("debug") as logs:
        for _ in range(4):
            health.report()
    assert [(entry["level"], entry["status"]) for entry in logs] == [
        ("warn", "unhealthy"),
        ("info", "healthy"),
    ]


def test_the_document_has_what_people_ask_for() -> None:
    document = Health({"a": says(None)}, optional={"b": says("degraded")}).report().document()
    assert document["status"] == "degraded"
    assert document["components"]["a"].keys() == {"status", "critical", "took_ms"}
    assert document["components"]["b"]["critical"] is False


@pytest.mark.parametrize(("said", "value"), [(None, 1), ("degraded", 0.5), (False, 0)])
def test_each_component_is_exported(said: Any, value: float) -> None:
    Health({"exported": says(said)}).report()
    name, labels = "task_center_health_status", {"component": "exported"}
    assert BOOK.registry.get_sample_value(name, labels) == value


def test_checks_may_be_coroutines_of_their_own_loop() -> None:
    async def well() -> str:
        await asyncio.sleep(0)
        return "degraded"

    assert Health({"a": well}).report().components == {"a": "degraded"}


def test_or_of_the_loop_of_the_service_which_goes_on() -> None:
    async def run() -> None:
        here, found = get_ident(), []

        async def check() -> None:
            found.append(get_ident())
            await asyncio.sleep(0.05)

        health = Health({"a": check})
        ticking = asyncio.create_task(asyncio.sleep(0.01))
        report = await health.areport()
        assert ticking.done()
        assert (report.status, found) == ("healthy", [here])

    asyncio.run(run())


def test_a_coroutine_that_hangs_is_cancelled() -> None:
    async def run() -> None:
        cancelled = asyncio.Event()

        async def check() -> None:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled.set()
                raise

        report = await Health({"a": check}, timeout=0.05).areport()
        assert report.status == "unhealthy"
        await asyncio.wait_for(cancelled.wait(), 10)

    asyncio.run(run())


def test_a_scrape_asks_in_the_background_and_not_too_often() -> None:
    asked = Event()
    health = Health({"a": asked.set}, fresh=60)
    health.keep_fresh()
    assert asked.wait(10)
    health.report()
    asked.clear()
    health.keep_fresh()
    assert not asked.wait(0.05)
