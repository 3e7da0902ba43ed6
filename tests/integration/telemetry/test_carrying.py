"""Ids in threads and executors of real programs; `configure` changes Thread itself for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import ran

pytestmark = pytest.mark.slow

BEFORE = """
# Imported before, as existing code has.
from concurrent.futures import ThreadPoolExecutor
from threading import Thread, Timer
import asyncio
from opentelemetry import trace
from taskcenter_monitor.telemetry.context import Carried, bind, bound, current, unbind

class Own(Thread):
    def run(self): note("own")

class Parent(Thread):
    def run(self):
        note("parent")
        super().run()

def note(who):
    log.info("noted", who=who)

span = trace.NonRecordingSpan(trace.SpanContext(0xABC, 0xDEF, False))
pool = ThreadPoolExecutor(1)
# Its thread is there before, without ids.
pool.submit(int).result()
begin()
"""
INSIDE = """
with trace.use_span(span), bound(request_id="r", task_id=7):
    threads = [
        Thread(target=note, args=("thread",)),
        Timer(0.01, note, ("timer",)),
        Own(),
        Parent(target=note, args=("target",)),
    ]
    for thread in threads:
        thread.start()
    pool.submit(note, "submit").result()
    list(pool.map(note, ["map"]))
    async def work():
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, note, "default executor")
        await loop.run_in_executor(pool, note, "own executor")
        await asyncio.to_thread(note, "to_thread")
        await asyncio.create_task(asyncio.to_thread(note, "task"))
        called = asyncio.Event()
        loop.call_soon(note, "call_soon")
        loop.call_soon(called.set)
        await called.wait()
    asyncio.run(work())
for thread in threads:
    thread.join()
assert not current()
pool.submit(note, "outside").result()
Own().start()
"""
OURS = {
    "thread",
    "timer",
    "own",
    "parent",
    "target",
    "submit",
    "map",
    "default executor",
    "own executor",
    "to_thread",
    "task",
    "call_soon",
}


@pytest.mark.parametrize("instruments", ["", "before", "after"])
def test_ids_and_span_go_along(tmp_path: Path, instruments: str) -> None:
    own = """
from opentelemetry.instrumentation.threading import ThreadingInstrumentor
ThreadingInstrumentor().instrument()
"""
    before = own if instruments == "before" else ""
    after = own if instruments == "after" else ""
    program = ran(tmp_path, before + BEFORE + after + INSIDE)
    noted = [line for line in program.lines if line["content"] == "noted"]
    inside = [line for line in noted if "request_id" in line]
    assert {line["who"] for line in inside} == OURS
    assert len(inside) == len(OURS)
    for line in inside:
        assert (line["request_id"], line["task_id"]) == ("r", 7)
        assert (line["trace"], line["span"]) == (f"{0xABC:032x}", f"{0xDEF:016x}")
    outside = [line for line in noted if "request_id" not in line]
    assert [line["who"] for line in outside] == ["outside", "own"]
    assert not any("trace" in line for line in outside)


def test_a_thread_that_has_ended_holds_nothing(tmp_path: Path) -> None:
    ran(
        tmp_path,
        f"""{BEFORE}
import gc, weakref
gc.disable()
with bound(request_id="r"):
    thread = Own()
    thread.start()
    thread.join()
gone = weakref.ref(thread)
del thread
assert gone() is None
""",
    )


def test_a_thread_that_cannot_start_is_left_as_it_was(tmp_path: Path) -> None:
    ran(
        tmp_path,
        f"""{BEFORE}
import _thread
def refused(*_, **__):
    raise RuntimeError("can't start new thread")
# Python 3.13 has another name for it.
starter = "_start_joinable_thread"
starter = starter if hasattr(threading, starter) else "_start_new_thread"
with bound(request_id="r"):
    thread, real = Own(), getattr(threading, starter)
    setattr(threading, starter, refused)
    try:
        thread.start()
    except RuntimeError:
        pass
    assert "run" not in vars(thread)
    setattr(threading, starter, real)
    thread = Own()
    thread.start()
    thread.join()
    try:
        thread.start()
        raise AssertionError
    except RuntimeError:
        assert "run" not in vars(thread)
""",
    )


def test_a_thread_of_a_pool_does_not_keep_the_ids_of_who_started_it(tmp_path: Path) -> None:
    program = ran(
        tmp_path,
        f"""{BEFORE}
fresh = ThreadPoolExecutor(1)
with bound(request_id="first"):
    fresh.submit(note, "first").result()
fresh.submit(note, "none").result()
with bound(request_id="second"):
    fresh.submit(note, who="second").result()
    assert fresh.submit(dict, function=1, pool=2, context=3).result()["context"] == 3
""",
    )
    assert [(line["who"], line.get("request_id")) for line in program.lines] == [
        ("first", "first"),
        ("none", None),
        ("second", "second"),
    ]
