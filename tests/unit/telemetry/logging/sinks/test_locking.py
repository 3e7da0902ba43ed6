"""The lock of a log is waited for, but not for ever."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.logging.sinks import locking
from taskcenter_monitor.telemetry.logging.sinks.locking import Lock, release, take_at_once


@pytest.fixture
def numbers(tmp_path: Path) -> Iterator[tuple[int, int]]:
    pair = tuple(os.open(tmp_path / "x", os.O_RDWR | os.O_CREAT) for _ in range(2))
    yield pair[0], pair[1]
    for number in pair:
        os.close(number)


def test_a_free_lock_is_got_and_let_go(numbers: tuple[int, int]) -> None:
    mine, other = numbers
    assert Lock().take(mine)
    assert not take_at_once(other)
    release(mine)
    assert take_at_once(other)


def test_a_lock_that_comes_free_in_time_is_got(numbers: tuple[int, int]) -> None:
    mine, other = numbers
    fcntl.flock(other, fcntl.LOCK_EX)
    threading.Timer(0.05, fcntl.flock, (other, fcntl.LOCK_UN)).start()
    assert Lock().take(mine)


def test_nobody_waits_twice_for_a_holder_that_is_stopped(
    numbers: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.05)
    mine, other = numbers
    fcntl.flock(other, fcntl.LOCK_EX)
    lock = Lock()
    began = time.monotonic()
    assert not lock.take(mine)
    assert time.monotonic() - began >= 0.05
    began = time.monotonic()
    assert not any(lock.take(mine) for _ in range(20))
    assert time.monotonic() - began < 0.05
    fcntl.flock(other, fcntl.LOCK_UN)
    assert lock.take(mine)
    release(mine)
    # It is alive again, and worth a wait.
    fcntl.flock(other, fcntl.LOCK_EX)
    threading.Timer(0.01, fcntl.flock, (other, fcntl.LOCK_UN)).start()
    assert lock.take(mine)


def test_where_there_are_no_locks_nobody_waits() -> None:
    number = os.open("/proc/self/status", os.O_RDONLY)
    os.close(number)
    assert not Lock().take(number)
    assert not take_at_once(number)
