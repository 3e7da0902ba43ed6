"""Figures of the process under the names of Go, each from what it stands for."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from taskcenter_monitor.telemetry.catalogue import Catalogue, Metric, default_catalogue
from taskcenter_monitor.telemetry.metrics.runtime.activity import activities
from taskcenter_monitor.telemetry.metrics.runtime.figures import Runtime
from taskcenter_monitor.telemetry.metrics.runtime.pauses import Pauses
from taskcenter_monitor.telemetry.metrics.runtime.processors import processors
from tests.unit.telemetry.metrics.books import book_of, shown


@pytest.fixture(autouse=True)
def _callbacks() -> Iterator[None]:
    before = list(gc.callbacks)
    yield
    gc.callbacks[:] = before


def test_threads_and_tasks_are_what_runs_side_by_side() -> None:
    before, stop = activities(), Event()
    threads = [Thread(target=stop.wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert activities() == before + 3
    stop.set()
    for thread in threads:
        thread.join()

    async def counted() -> int:
        tasks = [asyncio.create_task(asyncio.sleep(60)) for _ in range(40)]
        found = activities()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # What is done runs no more, though somebody still holds it.
        assert activities() == found - 40
        return found

    assert asyncio.run(counted()) == before + 41
    assert activities() == before


def test_pauses_are_those_of_the_collector() -> None:
    pauses = Pauses()
    pauses.listen()
    for _ in range(3):
        gc.collect()
    found = pauses.taken()
    assert len(found) >= 3
    assert all(0 < pause < 10 for pause in found)
    gc.disable()
    try:
        assert pauses.taken() == []
    finally:
        gc.enable()


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("50000 100000\n", 0.5), ("max 100000\n", None), ("nonsense", None), ("0 100000", None)],
)
def test_the_quota_of_the_container_is_a_share_of_the_cores(
    tmp_path: Path, quota: str, expected: float | None
) -> None:
    write(tmp_path, cpu__max=quota)
    cores = len(os.sched_getaffinity(0))
    assert processors(tmp_path, tmp_path / "none") == (expected or cores)


def test_more_than_there_is_nobody_has(tmp_path: Path) -> None:
    write(tmp_path, cpu__max="6400000 100000")
    assert processors(tmp_path, tmp_path / "none") == len(os.sched_getaffinity(0))


def test_the_narrowest_group_around_the_process_holds(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("0::/pods/one\n")
    write(tmp_path / "pods/one", cpu__max="max 100000")
    write(tmp_path / "pods", cpu__max="25000 100000")
    assert processors(tmp_path, own) == 0.25


def test_older_groups_are_read_too(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("4:memory:/other\n3:cpu,cpuacct:/docker/x\n")
    write(tmp_path / "cpu/docker/x", cpu__cfs_quota_us="75000", cpu__cfs_period_us="100000")
    assert processors(tmp_path, own) == 0.75
    write(tmp_path / "cpu/docker/x", cpu__cfs_quota_us="-1", cpu__cfs_period_us="100000")
    assert processors(tmp_path, own) == len(os.sched_getaffinity(0))


def test_a_scrape_finds_them_as_they_are() -> None:
    book = book_of(default_catalogue(), strict=True)
    Runtime(book).begin()
    before = shown(book, "go_gc_duration_seconds_count")
    gc.collect()
    after = shown(book, "go_gc_duration_seconds_count")
    assert before is not None
    assert after is not None
    assert after > before
    assert shown(book, "go_gc_duration_seconds_sum")
    assert shown(book, "go_sched_gomaxprocs_threads") == processors()
    stop = Event()
    thread = Thread(target=stop.wait)
    was = shown(book, "go_goroutines") or 0
    thread.start()
    assert shown(book, "go_goroutines") == was + 1
    stop.set()
    thread.join()


def test_a_catalogue_without_them_has_none() -> None:
    goroutines = Metric(type="counter", unit="count", help="Another thing.")
    book = book_of(Catalogue(metrics={"go_goroutines_total": goroutines}), strict=True)
    Runtime(book).begin()
    assert list(book.registry.collect()) == []
