"""What tests of services get of what was logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from threading import Barrier, Thread

import pytest

from taskcenter_monitor.telemetry.logging import standard
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Aggregation, Levels, Policy, Sampling
from taskcenter_monitor.telemetry.testing import capture


class Kept:
    """An outlet with what came while nobody captured."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write(self, lines: Sequence[bytes]) -> None:
        self.lines += lines

    def forked(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def outlet() -> Kept:
    return Kept()


@pytest.fixture
def stream(outlet: Kept) -> Iterator[Stream]:
    stream = Stream(Policy())
    stream.deliver_to([outlet], "svc")
    yield stream
    standard.remove()
    stream.writer.stop(5.0)


def test_lines_go_to_the_test_within_the_block_and_nowhere_else(
    stream: Stream, outlet: Kept
) -> None:
    log = stream.logger("task")
    log.info("before")
    with capture(stream=stream) as logs:
        log.info("within", attempts=3)
        assert logs[0]["attempts"] == 3
    log.info("after")
    stream.flush()

    assert logs.contents == ["within"]
    assert [b"before" in line for line in outlet.lines] == [True, False]
    assert b"after" in outlet.lines[1]


def test_it_is_a_sequence_of_copies(stream: Stream) -> None:
    with capture(stream=stream) as logs:
        stream.logger("a").info("x")
        stream.logger("b").warn("y")
        logs[0]["content"] = "changed"
        logs.entries.clear()

    assert len(logs) == 2
    assert [entry["content"] for entry in logs] == logs.contents == ["x", "y"]
    assert [entry["level"] for entry in logs[1:]] == ["warn"]
    assert [entry["content"] for entry in logs.of("b")] == ["y"]
    assert "'content': 'x'" in repr(logs)


def test_all_threads_are_heard(stream: Stream) -> None:
    log, start = stream.logger("task"), Barrier(8)

    def work(number: int) -> None:
        start.wait()
        for count in range(100):
            log.info("x", number=number, count=count)

    with capture(stream=stream) as logs:
        threads = [Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert all(entry["content"] == "x" for entry in logs)
        for thread in threads:
            thread.join()

        assert len({(entry["number"], entry["count"]) for entry in logs}) == len(logs) == 800


def test_the_policy_holds_unless_a_level_is_asked_for(stream: Stream) -> None:
    levels = Levels(default="warn", components={"task": "error"}, users={"7": "fatal"})
    policy = Policy(levels=levels, sampling=Sampling(default=0.0))
    stream.apply(policy)
    log = stream.logger("task")
    with capture(stream=stream) as logs:
        log.warn("x")
        stream.logger("other").warn("x")
    with capture("debug", stream=stream) as all_of_it:
        log.debug("y", user_id="7")
        logging.getLogger("task").debug("z")

    assert logs.contents == []
    assert all_of_it.contents == ["y", "z"]
    assert stream.policy is policy


def test_with_a_level_no_error_is_a_repeat(stream: Stream) -> None:
    stream.apply(Policy(aggregation=Aggregation(window=3600.0)))
    with capture("info", stream=stream) as logs:
        for _ in range(1500):
            stream.logger("task").error("failed")
        with capture("debug", stream=stream) as inner:
            stream.logger("task").error("failed")
        stream.logger("task").error("failed")

    assert logs.contents == ["failed"] * 1501
    assert inner.contents == ["failed"]
    with capture(stream=stream) as logs:
        for _ in range(3):
            stream.logger("task").error("failed")
    assert [entry.get("repeats") for entry in logs] == [None, 2]


def test_errors_of_before_make_none_a_repeat_and_those_of_the_block_are_counted(
    stream: Stream, outlet: Kept
) -> None:
    def fail() -> None:
        stream.logger("task").error("failed")

    fail()
    for _ in range(2):
        with capture(stream=stream) as logs:
            for _ in range(3):
                fail()

            assert logs.contents == ["failed"]
        assert [entry.get("repeats") for entry in logs] == [None, 2]
    fail()
    stream.flush()
    assert len(outlet.lines) == 2


def test_the_standard_library_is_heard_and_left_as_it_was(stream: Stream) -> None:
    handlers, level = list(logging.root.handlers), logging.root.level
    with capture(stream=stream) as logs:
        logging.getLogger("task").info("x")

        assert logs.contents == ["x"]
    assert (logging.root.handlers, logging.root.level) == (handlers, level)


def test_what_was_installed_before_stays_installed(stream: Stream) -> None:
    standard.install(stream)
    with capture(stream=stream) as logs:
        logging.getLogger("task").info("x")

    assert logs.contents == ["x"]
    assert standard.tied_to(stream)


def test_one_within_another_takes_what_is_logged_meanwhile(stream: Stream) -> None:
    log = stream.logger("task")
    with capture(stream=stream) as outer:
        log.info("a")
        with capture(stream=stream) as inner:
            log.info("b")
        log.info("c")

    assert (outer.contents, inner.contents) == (["a", "c"], ["b"])


def test_all_is_restored_after_a_failure(stream: Stream, outlet: Kept) -> None:
    policy = stream.policy
    with pytest.raises(LookupError), capture("debug", stream=stream):
        raise LookupError

    assert stream.policy is policy
    assert list(stream.writer.delivery.outlets) == [outlet]
    assert not standard.tied_to(stream)


def test_it_works_after_the_stream_has_ended(stream: Stream) -> None:
    stream.writer.stop(5.0)
    with capture(stream=stream) as logs:
        stream.logger("task").info("x")
        logging.getLogger("task").info("y")

    assert logs.contents == ["x", "y"]


def test_the_stream_of_the_process_is_captured_without_any_configuration() -> None:
    from taskcenter_monitor.telemetry.logging import get_logger

    with capture() as logs:
        get_logger("task").info("x")
        logging.getLogger("task").info("y")

    assert logs.contents == ["x", "y"]
