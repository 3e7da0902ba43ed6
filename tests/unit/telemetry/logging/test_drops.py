"""What was dropped is told in the log itself, once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Aggregation, Policy, Queue, Thresholds


class Gate:
    """An outlet that takes nothing until it is opened."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()
        self.lines: list[dict[str, Any]] = []

    def write(self, lines: Sequence[bytes]) -> None:
        self.reached.set()
        self.open.wait(10)
        self.lines.extend(json.loads(line) for line in lines)

    def forked(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


def started(gate: Gate, queue: Queue) -> Stream:
    """A stream whose outlet has one line in hand, and an empty queue."""
    stream = Stream(Policy(queue=queue, aggregation=Aggregation(first=1000)))
    stream.deliver_to([gate], "")
    stream.logger("x").info("first")
    assert gate.reached.wait(5)
    return stream


def test_what_was_dropped_is_told_once_and_adds_up(gate: Gate) -> None:
    stream = started(gate, Queue(limit=10, drop_beyond=Thresholds(info=0.5)))
    log = stream.logger("x")
    for _ in range(8):
        log.info("one")
    for _ in range(8):
        log.warn("two")
    for _ in range(3):
        log.error("three")
    gate.open.set()
    assert stream.writer.stop(5)
    reports = [line for line in gate.lines if line["content"] == "records dropped"]
    assert len(reports) == 1
    report = {name: reports[0].get(name) for name in ("level", "component", "info", "warn")}
    assert report == {"level": "warn", "component": "telemetry", "info": 3, "warn": 3}
    assert reports[0]["dropped"] == 6
    assert reports[0]["caller"].startswith("logging/drops.py:")
    contents = [line["content"] for line in gate.lines]
    assert [contents.count(each) for each in ("one", "two", "three")] == [5, 5, 3]


def test_where_nothing_was_dropped_nothing_is_told(gate: Gate) -> None:
    stream = started(gate, Queue())
    gate.open.set()
    assert stream.writer.stop(5)
    assert [line["content"] for line in gate.lines] == ["first"]
