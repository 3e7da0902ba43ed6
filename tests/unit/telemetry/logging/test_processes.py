"""Streams are told as long as they are there."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from taskcenter_monitor.telemetry.logging import processes, stream
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy


@pytest.fixture
def made() -> Iterator[Stream]:
    there = Stream(Policy())
    yield there
    there.writer.stop(5)


def test_a_stream_is_known_until_it_is_gone(made: Stream) -> None:
    assert made in processes.streams()
    gone = Stream(Policy())
    known = weakref.ref(gone)
    assert gone in processes.streams()
    del gone
    gc.collect()
    assert known() is None
    assert made in processes.streams()


def test_one_that_is_not_ready_keeps_no_other_from_it(
    made: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    told: list[int] = []
    monkeypatch.setattr(stream, "say", said.append)

    def fails() -> None:
        raise ValueError("a fault of one")

    made.forks += [fails, lambda: told.append(1)]
    lock = made.lock
    made.forked()
    assert told == [1]
    assert made.lock is not lock
    assert said == ["not ready in a new process: ValueError: a fault of one"]
