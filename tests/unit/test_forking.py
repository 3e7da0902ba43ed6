"""Work in a second process comes back whole, or is done here."""

from __future__ import annotations

import marshal
import os
import pickle
import re
import signal
from collections.abc import Iterator

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.forking import Alongside, Limited, Stream, worth_it


def test_values_come_in_their_order() -> None:
    values = [("a", {"b": [1, 2.5, None, True]}), ("中", "x" * 3_000_000), ("", None)]
    assert list(Stream(lambda: iter(values), marshal)) == values


def test_values_come_from_another_process() -> None:
    (process,) = Stream(lambda: iter((os.getpid(),)), marshal)
    assert process != os.getpid()


def test_a_stream_ends_early_where_the_work_fails() -> None:
    def work() -> Iterator[int]:
        yield 1
        raise RuntimeError

    assert list(Stream(work, marshal)) == [1]


def test_a_stream_ends_early_where_the_other_process_is_killed() -> None:
    def work() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)
        yield 2

    assert list(Stream(work, marshal)) == [1]


def test_an_unread_stream_can_be_closed() -> None:
    stream = Stream(lambda: iter(range(1_000_000)), marshal)
    next(iter(stream))
    stream.close()
    assert list(stream) == []


def test_no_process_is_left_behind() -> None:
    list(Stream(lambda: iter((1,)), marshal))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_result_is_what_the_work_returns() -> None:
    fault = Diagnostic(check="a/b", message="c", place=Origin("specs/x.yaml", ("y", 1)))
    with Alongside(lambda: [fault], pickle) as other:
        assert other.result() == [fault]


def test_work_that_nobody_waits_for_is_ended() -> None:
    reading, writing = os.pipe()

    def work() -> int:
        os.close(reading)
        os.write(writing, b"x")
        signal.pause()
        return 1

    with Alongside(work, pickle):
        os.close(writing)
        assert os.read(reading, 1) == b"x"
    # The other process held the last end that can be written to.
    assert os.read(reading, 1) == b""
    os.close(reading)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_fails_there_is_done_here() -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return here

    with Alongside(work, pickle) as other:
        assert other.result() == here


def test_what_cannot_be_written_is_done_here() -> None:
    here = os.getpid()
    work = lambda: (os.getpid(), lambda: None)  # noqa: E731 - a function cannot be pickled
    with Alongside(work, pickle) as other:
        assert other.result()[0] == here


def test_without_a_second_process_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert list(Stream(lambda: iter((1,)), marshal)) == []
    with Alongside(os.getpid, pickle) as other:
        assert other.result() == os.getpid()


def test_one_core_is_not_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert not worth_it()


def test_work_within_its_time_ends() -> None:
    work = Limited(lambda: iter((1, 2)), marshal, 10)
    assert list(work) == [1, 2]
    assert (work.has_ended, work.is_over) == (True, False)


def test_work_that_python_cannot_stop_is_killed_by_the_system() -> None:
    def endless() -> Iterator[int]:
        yield 1
        re.search("(a+)+$", "a" * 40 + "!")
        yield 2

    work = Limited(endless, marshal, 0.1)
    assert list(work) == [1]
    assert (work.has_ended, work.is_over) == (False, True)


def test_work_that_fails_is_not_said_to_take_too_long() -> None:
    def fail() -> Iterator[int]:
        yield 1
        raise RuntimeError

    work = Limited(fail, marshal, 10)
    assert list(work) == [1]
    assert (work.has_ended, work.is_over) == (False, False)
