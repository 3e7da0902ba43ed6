"""Every line once in every outlet, and somewhere where one takes none."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest

from taskcenter_monitor.telemetry.logging import delivery as module
from taskcenter_monitor.telemetry.logging.delivery import Delivery


class Sink:
    """An outlet that takes lines, unless it has a failure."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[bytes] = []
        self.failure: Exception | None = None
        self.tries = 0

    def __str__(self) -> str:
        return self.name

    def write(self, lines: Sequence[bytes]) -> None:
        self.tries += 1
        if self.failure is not None:
            raise self.failure
        self.lines.extend(lines)

    def forked(self) -> None:
        self.lines.append(b"forked\n")

    def close(self) -> None:
        self.lines.append(b"closed\n")


class Stderr:
    """Standard error that takes so many lines."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.lines: list[bytes] = []
        self.room = 1_000_000
        self.reader = True

    def say(self, text: str) -> bool:
        if self.room:
            self.said.append(text)
        return bool(self.room)

    def pass_on(self, lines: Sequence[bytes]) -> int:
        taken = lines[: self.room]
        self.lines.extend(taken)
        self.room -= len(taken)
        return len(taken)


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Stderr:
    made = Stderr()
    monkeypatch.setattr(module, "say", made.say)
    monkeypatch.setattr(module, "pass_on", made.pass_on)
    monkeypatch.setattr(module, "may_take", lambda: made.reader)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def delivering(*sinks: Sink) -> Delivery:
    delivery = Delivery()
    delivery.outlets = sinks
    return delivery


FULL = OSError(28, "No space left on device")


def test_every_outlet_has_every_line_once(stderr: Stderr) -> None:
    one, other = Sink("one"), Sink("other")
    delivery = delivering(one, other)
    delivery.deliver([b"1\n"])
    delivery.deliver([b"2\n", b"3\n"])
    assert one.lines == other.lines == [b"1\n", b"2\n", b"3\n"]
    assert stderr.said == []
    assert stderr.lines == []
    assert delivery.outlets == (one, other)


@pytest.mark.parametrize("failure", [FULL, BrokenPipeError(32, "Broken pipe"), ValueError("x")])
def test_one_that_fails_keeps_nothing_from_the_others(stderr: Stderr, failure: Exception) -> None:
    bad, good = Sink("bad"), Sink("good")
    bad.failure = failure
    delivering(bad, good).deliver([b"1\n"])
    assert good.lines == stderr.lines == [b"1\n"]


def test_trouble_and_its_end_are_told_once(stderr: Stderr, clock: list[float]) -> None:
    bad = Sink("/var/log/app.log")
    delivery = delivering(bad)
    bad.failure = FULL
    for _ in range(5):
        delivery.deliver([b"1\n", b"2\n"])
        clock[0] += 1.0
    bad.failure = None
    delivery.deliver([b"3\n"])
    delivery.deliver([b"4\n"])
    assert bad.lines == [b"3\n", b"4\n"]
    assert stderr.lines == [b"1\n", b"2\n"] * 5
    assert stderr.said == [
        "/var/log/app.log takes no lines, which follow here: [Errno 28] No space left on device",
        "/var/log/app.log takes lines again; 10 went here meanwhile",
    ]
    bad.failure = FULL
    delivery.deliver([b"5\n"])
    assert len(stderr.said) == 3


def test_it_is_tried_again_at_least_every_second(stderr: Stderr, clock: list[float]) -> None:
    bad = Sink("bad")
    bad.failure = FULL
    delivery = delivering(bad)
    tried = []
    for _ in range(1000):
        before = bad.tries
        delivery.deliver([b"1\n"])
        if bad.tries > before:
            tried.append(clock[0])
        clock[0] += 0.01
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses[0] < 0.1
    assert 0.9 < max(pauses) < 1.05
    assert len(tried) < 20


def test_what_only_another_outlet_has_is_counted(stderr: Stderr, clock: list[float]) -> None:
    bad, good = Sink("bad"), Sink("good")
    bad.failure = FULL
    stderr.room = 2
    delivery = delivering(bad, good)
    delivery.deliver([b"1\n", b"2\n", b"3\n"])
    assert stderr.lines == [b"1\n", b"2\n"]
    bad.failure, stderr.room = None, 100
    clock[0] += 1.0
    delivery.deliver([b"4\n"])
    assert good.lines == [b"1\n", b"2\n", b"3\n", b"4\n"]
    assert stderr.said[-1] == (
        "bad takes lines again; 2 went here meanwhile, 1 are in other outlets alone"
    )


def test_standard_error_that_is_only_slow_is_waited_for_and_one_that_stalls_once(
    stderr: Stderr, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = Sink("bad"), Sink("good")
    bad.failure = FULL
    delivery = delivering(bad, good)
    pauses: list[float] = []

    def slow(seconds: float) -> None:
        pauses.append(seconds)
        stderr.room = 1

    monkeypatch.setattr(time, "sleep", slow)
    stderr.room = 1
    delivery.deliver([b"1\n", b"2\n", b"3\n"])
    assert stderr.lines == [b"1\n", b"2\n", b"3\n"]
    monkeypatch.setattr(time, "sleep", pauses.append)
    stderr.room = 0
    pauses.clear()
    delivery.deliver([b"4\n"])
    assert 0.1 < sum(pauses) < 0.5
    pauses.clear()
    delivery.deliver([b"5\n"])
    assert pauses == []
    assert good.lines[-2:] == [b"4\n", b"5\n"]


def test_lines_that_nobody_takes_are_held(stderr: Stderr) -> None:
    bad = Sink("bad")
    bad.failure = FULL
    stderr.room = 1
    delivery = delivering(bad)
    thread = threading.Thread(target=delivery.deliver, args=([b"1\n", b"2\n", b"3\n"],))
    thread.start()
    thread.join(0.3)
    assert thread.is_alive()
    bad.failure = None
    thread.join(5)
    assert not thread.is_alive()
    assert stderr.lines + bad.lines == [b"1\n", b"2\n", b"3\n"]


def test_lines_are_held_until_standard_error_takes_them(stderr: Stderr) -> None:
    bad = Sink("bad")
    bad.failure = FULL
    stderr.room = 0
    delivery = delivering(bad)
    thread = threading.Thread(target=delivery.deliver, args=([b"1\n", b"2\n"],))
    thread.start()
    thread.join(0.2)
    assert thread.is_alive()
    stderr.room = 10
    thread.join(5)
    assert stderr.lines == [b"1\n", b"2\n"]


def test_at_the_end_nobody_waits(stderr: Stderr) -> None:
    bad = Sink("bad")
    bad.failure = FULL
    stderr.room = 0
    delivery = delivering(bad)
    delivery.ending = True
    delivery.deliver([b"1\n"])
    assert bad.lines == []


def test_every_outlet_hears_of_a_fork_and_of_the_end(stderr: Stderr) -> None:
    one, other = Sink("one"), Sink("other")
    delivery = delivering(one, other)
    delivery.forked()
    delivery.close()
    assert one.lines == other.lines == [b"forked\n", b"closed\n"]


def test_one_whose_end_fails_keeps_no_other_from_its_own(
    stderr: Stderr, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> None:
        raise FULL

    one, other = Sink("one"), Sink("other")
    monkeypatch.setattr(one, "close", failing)
    monkeypatch.setattr(one, "forked", failing)
    delivery = delivering(one, other)
    delivery.forked()
    delivery.close()
    assert other.lines == [b"forked\n", b"closed\n"]


def test_what_nobody_takes_goes_to_outlets_that_are_named_meanwhile(stderr: Stderr) -> None:
    old, new = Sink("old"), Sink("new")
    old.failure, stderr.room = FULL, 0
    delivery = delivering(old)
    thread = threading.Thread(target=delivery.deliver, args=([b"1\n", b"2\n"],), daemon=True)
    thread.start()
    time.sleep(0.05)
    assert delivery.replace([new]) == [old]
    thread.join(5)
    assert not thread.is_alive()
    assert new.lines == [b"1\n", b"2\n"]


def test_an_outlet_that_stays_is_not_among_those_that_are_left(stderr: Stderr) -> None:
    one, other = Sink("one"), Sink("other")
    assert delivering(one, other).replace([other]) == [one]


def test_nobody_waits_where_every_reader_has_gone(stderr: Stderr) -> None:
    one, other = Sink("one"), Sink("other")
    one.failure = other.failure = BrokenPipeError(32, "Broken pipe")
    stderr.room, stderr.reader = 0, False
    delivery = delivering(one, other)
    delivery.deliver([b"1\n", b"2\n"])
    assert delivery.lost == 2
    one.failure = None
    time.sleep(0.06)
    delivery.deliver([b"3\n"])
    assert (one.lines, delivery.lost) == ([b"3\n"], 2)


@pytest.mark.parametrize("reader", [True, False])
def test_lines_are_held_where_one_may_still_take_them(stderr: Stderr, reader: bool) -> None:
    gone, full = Sink("gone"), Sink("full")
    gone.failure = BrokenPipeError(32, "Broken pipe")
    full.failure = gone.failure if reader else FULL
    stderr.room, stderr.reader = 0, reader
    delivery = delivering(gone, full)
    thread = threading.Thread(target=delivery.deliver, args=([b"1\n"],), daemon=True)
    thread.start()
    thread.join(0.3)
    assert thread.is_alive()
    delivery.ending = True
    thread.join(5)
    assert delivery.lost == 0
