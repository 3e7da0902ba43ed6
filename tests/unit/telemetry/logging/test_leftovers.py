"""The end of a process whose outlets take nothing."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from taskcenter_monitor.telemetry.logging import leftovers as module
from taskcenter_monitor.telemetry.logging.leftovers import level_of
from taskcenter_monitor.telemetry.logging.levels import ERROR, INFO
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Aggregation, Policy, Queue


class Stalled:
    """An outlet that blocks until the test is over."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.over = threading.Event()
        self.count = 0

    def write(self, lines: Sequence[bytes]) -> None:
        self.reached.set()
        self.over.wait(10)
        self.count += len(lines)

    def forked(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Stderr:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.contents: list[str] = []
        self.room = 1000

    def say(self, text: str) -> bool:
        self.said.append(text)
        return True

    def pass_on(self, lines: Sequence[bytes]) -> int:
        taken = lines[: self.room]
        self.contents.extend(json.loads(line)["content"] for line in taken)
        self.room -= len(taken)
        return len(taken)


@pytest.fixture
def stalled() -> Iterator[Stalled]:
    made = Stalled()
    yield made
    made.over.set()


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Stderr:
    made = Stderr()
    monkeypatch.setattr(module, "say", made.say)
    monkeypatch.setattr(module, "pass_on", made.pass_on)
    return made


def stopped(stalled: Stalled, queue: Queue) -> Stream:
    """A stream that could not be stopped in time: an ERROR in hand, two of each in the queue."""
    stream = Stream(Policy(queue=queue, aggregation=Aggregation(first=1000)))
    stream.deliver_to([stalled], "svc")
    log = stream.logger("x")
    log.error("in hand")
    assert stalled.reached.wait(5)
    for number in range(2):
        log.info(f"info {number}")
        log.error(f"error {number}")
    began = time.monotonic()
    assert not stream.writer.stop(0.1)
    assert time.monotonic() - began < 1
    return stream


def test_errors_go_to_standard_error_and_the_rest_is_counted(
    stalled: Stalled, stderr: Stderr
) -> None:
    stopped(stalled, Queue())
    assert stderr.contents == ["in hand", "error 0", "error 1"]
    assert stderr.said == [
        "the outlets took no lines until the end: up to 2 are lost, 2 info",
    ]


def test_who_stops_it_twice_hears_it_once(stalled: Stalled, stderr: Stderr) -> None:
    assert not stopped(stalled, Queue()).writer.stop(0.1)
    assert stderr.contents == ["in hand", "error 0", "error 1"]
    assert len(stderr.said) == 1


def test_what_had_been_dropped_is_told_with_it(stalled: Stalled, stderr: Stderr) -> None:
    stopped(stalled, Queue(limit=2))
    assert stderr.said == [
        "the outlets took no lines until the end: up to 2 are lost, 2 info",
    ]


def test_errors_that_standard_error_does_not_take_are_counted(
    stalled: Stalled, stderr: Stderr
) -> None:
    stderr.room = 1
    stopped(stalled, Queue())
    assert stderr.contents == ["in hand"]
    assert stderr.said == [
        "the outlets took no lines until the end: up to 4 are lost, 2 info, 2 error",
    ]


def test_who_logs_after_that_does_not_block_either(stalled: Stalled, stderr: Stderr) -> None:
    stream = stopped(stalled, Queue())
    began = time.monotonic()
    stream.logger("x").error("afterwards")
    assert not stream.flush(5)
    assert time.monotonic() - began < 1
    assert stderr.contents[-1] == "afterwards"


def test_once_the_outlet_takes_lines_again_they_go_there(stalled: Stalled, stderr: Stderr) -> None:
    stream = stopped(stalled, Queue())
    stalled.over.set()
    until = time.monotonic() + 5
    while not stream.flush(1):
        assert time.monotonic() < until
        time.sleep(0.01)
    before = stalled.count
    stream.logger("x").info("afterwards")
    assert stalled.count == before + 1


def test_the_level_of_a_line_is_not_what_stands_in_its_text() -> None:
    line = b'{"@timestamp":"2026","level":"info","content":"\\"level\\":\\"error\\""}\n'
    assert level_of(line) == INFO
    assert level_of(line.replace(b"info", b"error", 1)) == ERROR
