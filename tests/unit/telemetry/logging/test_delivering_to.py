"""From one set of outlets to another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from taskcenter_monitor.telemetry.logging import stream as module
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy


class Kept:
    """An outlet that keeps lines, and does not take any while its gate is closed."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.closed = 0
        self.gate = threading.Event()
        self.gate.set()

    def write(self, lines: Sequence[bytes]) -> None:
        self.gate.wait(10)
        self.lines += lines

    def forked(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def stream() -> Iterator[Stream]:
    made = Stream(Policy())
    yield made
    made.writer.stop(5)


def test_what_was_logged_before_goes_to_the_outlets_before_which_are_closed(
    stream: Stream,
) -> None:
    first, second, both = Kept(), Kept(), Kept()
    stream.deliver_to([first, both], "")
    for number in range(100):
        stream.logger("test").info("early", n=number)
    stream.deliver_to([second, both], "")
    stream.logger("test").info("late")
    stream.flush()

    assert [len(first.lines), len(second.lines), len(both.lines)] == [100, 1, 101]
    assert [first.closed, second.closed, both.closed] == [1, 0, 0]


def test_what_was_logged_before_any_were_named_goes_to_the_first(stream: Stream) -> None:
    kept = Kept()
    with stream.writer.lock:
        stream.logger("test").info("early")
        stream.deliver_to([kept], "")
    stream.flush()

    assert len(kept.lines) == 1


def test_an_outlet_that_is_stuck_is_left_behind(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLUSH", 0.1)
    stuck, other = Kept(), Kept()
    stream.deliver_to([stuck], "")
    stuck.gate.clear()
    stream.logger("test").info("x")
    began = time.monotonic()
    stream.deliver_to([other], "")
    assert time.monotonic() - began < 2
    stream.logger("test").info("y")
    assert (stuck.lines, stuck.closed) == ([], 0)
    stuck.gate.set()
    stream.flush()

    assert len(other.lines) == 1
