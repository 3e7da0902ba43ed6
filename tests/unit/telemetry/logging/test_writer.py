"""The writer writes on, whatever it is given, and ends when it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging import batches, writer
from taskcenter_monitor.telemetry.logging.levels import WARN
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy, Queue


class Kept:
    """An outlet that keeps lines once its gate is open."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.reached = threading.Event()

    def write(self, lines: Sequence[bytes]) -> None:
        self.reached.set()
        assert self.gate.wait(20)
        self.lines += [json.loads(line) for line in lines]

    def forked(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""

    @property
    def contents(self) -> list[str]:
        return [line["content"] for line in self.lines]


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def stream(kept: Kept) -> Iterator[Stream]:
    made = Stream(Policy(queue=Queue(limit=10_000)))
    made.deliver_to([kept], "")
    yield made
    kept.gate.set()
    made.writer.stop(5)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    for module in (batches, writer):
        monkeypatch.setattr(module, "say", texts.append)
    return texts


def test_what_was_logged_is_written_in_order(stream: Stream, kept: Kept) -> None:
    log = stream.logger("x")
    for number in range(1000):
        log.info("%d", number)
    assert stream.flush(5)
    assert kept.contents == [str(number) for number in range(1000)]


def test_nothing_to_write_needs_no_thread_and_no_wait(stream: Stream) -> None:
    began = threading.active_count()
    assert stream.flush(5)
    assert stream.writer.stop(5)
    assert threading.active_count() == began


def test_a_record_that_cannot_be_rendered_costs_no_other(
    stream: Stream, kept: Kept, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = stream.writer.renderer
    line = renderer.line

    def fails(record: Record) -> bytes:
        if record[3] == "bad":
            raise ZeroDivisionError("a fault of ours")
        return line(record)

    monkeypatch.setattr(renderer, "line", fails)
    log = stream.logger("x")
    for content in ("first", "bad", "second", "bad", "third"):
        log.info(content)
    assert stream.flush(5)
    assert kept.contents == [
        "first",
        batches.SPOILT,
        "second",
        batches.SPOILT,
        "third",
    ]
    assert (kept.lines[1]["component"], kept.lines[1]["cause"]) == ("x", "ZeroDivisionError")
    assert stream.writer.batches.spoilt == 2
    assert said == [f"{batches.SPOILT}: ZeroDivisionError: a fault of ours"]


def test_a_record_that_cannot_be_rendered_at_all_is_counted(
    stream: Stream, kept: Kept, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream.writer.renderer, "line", lambda record: 1 // 0)
    stream.logger("x").info("bad")
    assert stream.flush(5)
    assert (kept.lines, stream.writer.batches.spoilt, len(said)) == ([], 1, 1)


def test_a_delivery_that_raises_ends_no_thread(
    stream: Stream, kept: Kept, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = stream.writer.delivery.deliver
    log = stream.logger("x")
    with monkeypatch.context() as patched:
        patched.setattr(stream.writer.delivery, "deliver", lambda lines: 1 // 0)
        log.info("lost")
        assert stream.flush(5)
        log.info("lost")
        assert stream.flush(5)
    assert stream.writer.delivery.deliver == deliver
    log.info("kept")
    assert stream.flush(5)
    assert kept.contents == ["kept"]
    assert stream.writer.batches.unwritten == 2
    assert len(said) == 1


def test_a_chore_that_raises_keeps_no_other_from_its_turn(
    stream: Stream, kept: Kept, said: list[str]
) -> None:
    def fails(last: bool) -> Iterable[Record]:
        raise ValueError("a fault of one")

    def tells(last: bool) -> Iterable[Record]:
        channel = stream.channel("x")
        yield (time.time_ns(), WARN, channel, f"told {last}", {}, {}, ("", 0), Context(), None)

    stream.writer.chores = (fails, tells)
    stream.writer.do_chores(False)
    assert stream.writer.stop(5)
    assert kept.contents == ["told False", "told True"]
    assert said == ["a chore of the writer failed: ValueError: a fault of one"]


def test_the_writer_goes_on_after_a_fault_of_its_own(
    stream: Stream, kept: Kept, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drain, faults = stream.writer.drain, iter([SystemExit("one"), MemoryError("two")])

    def fails(until: float = 0.0) -> bool:
        for fault in faults:
            raise fault
        return drain(until)

    monkeypatch.setattr(writer, "REST", 0.01)
    monkeypatch.setattr(stream.writer, "drain", fails)
    stream.logger("x").info("kept")
    assert stream.flush(5)
    assert kept.contents == ["kept"]
    assert len(said) == 2


def test_a_flush_of_several_threads_at_once(stream: Stream, kept: Kept) -> None:
    done: list[bool] = []

    def work(number: int) -> None:
        stream.logger("x").info("%d", number)
        done.append(stream.flush(5) and str(number) in kept.contents)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [True] * 8


def test_a_flush_while_an_outlet_is_stuck_ends_in_time(stream: Stream, kept: Kept) -> None:
    kept.gate.clear()
    stream.logger("x").info("stuck")
    began = time.monotonic()
    assert not stream.flush(0.1)
    assert time.monotonic() - began < 2
    kept.gate.set()
    assert stream.flush(5)


def test_after_a_stop_the_caller_writes(stream: Stream, kept: Kept) -> None:
    log = stream.logger("x")
    log.info("before")
    assert stream.writer.stop(5)
    log.info("after")
    assert kept.contents == ["before", "after"]
    assert stream.writer.stop(5)
    assert stream.flush(5)
    log.info("later")
    assert kept.contents == ["before", "after", "later"]


def test_and_after_that_there_may_be_a_thread_again(stream: Stream, kept: Kept) -> None:
    log = stream.logger("x")
    assert stream.writer.stop(5)
    stream.writer.resume()
    kept.gate.clear()
    log.info("again")
    assert kept.contents == []
    kept.gate.set()
    assert stream.flush(5)
    assert kept.contents == ["again"]


def test_where_there_can_be_no_thread_the_caller_writes(
    stream: Stream, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(writer, "start_new_thread", refuses)
        stream.logger("x").info("here")
        assert kept.contents == ["here"]
        assert stream.flush(5)
    stream.logger("x").info("there")
    assert stream.flush(5)
    assert kept.contents == ["here", "there"]


def test_writing_through_each_call_waits_for_its_line(stream: Stream, kept: Kept) -> None:
    log = stream.logger("x")
    stream.writer.write_through()
    for number in range(50):
        log.info("%d", number)
        assert kept.contents[-1] == str(number)


def test_writing_through_makes_only_one_wait_for_an_outlet_that_is_stuck(
    stream: Stream, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "THROUGH", 0.1)
    stream.writer.write_through()
    kept.gate.clear()
    began = time.monotonic()
    for _ in range(50):
        stream.logger("x").info("stuck")
    assert time.monotonic() - began < 2


def test_a_writer_that_was_calmed_goes_on_with_what_came_meanwhile(
    stream: Stream, kept: Kept
) -> None:
    log = stream.logger("x")
    log.info("before")
    assert stream.writer.calm(5)
    assert kept.contents == ["before"]
    log.info("meanwhile")
    time.sleep(0.05)
    assert kept.contents == ["before"]
    stream.writer.revive()
    assert stream.flush(5)
    assert kept.contents == ["before", "meanwhile"]


def test_an_interruption_while_rendering_loses_nothing(
    stream: Stream, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stream.writer.stop(5)
    line, log = stream.writer.renderer.line, stream.logger("x")
    with monkeypatch.context() as patched:
        # A Ctrl-C of somebody who has no patience with the end of the process.
        def interrupted(record: Record) -> bytes:
            if record[3] == "second":
                raise KeyboardInterrupt
            return line(record)

        stream.writer._held = True
        log.info("first")
        log.info("second")
        stream.writer._held = False
        patched.setattr(stream.writer.renderer, "line", interrupted)
        with pytest.raises(KeyboardInterrupt):
            stream.flush(5)
    assert stream.flush(5)
    assert kept.contents == ["first", "second"]


def test_nobody_is_kept_from_his_turn_while_there_is_much_to_write(
    stream: Stream, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = kept.write

    def slowly(lines: Sequence[bytes]) -> None:
        time.sleep(0.01)
        write(lines)

    monkeypatch.setattr(kept, "write", slowly)
    for number in range(7000):
        stream.logger("x").info("%d", number)
    for _ in range(3):
        with stream.writer.lock:
            # It was not kept until all is written.
            assert stream.pipe.queue
    assert stream.flush(20)
    assert len(kept.lines) == 7000
