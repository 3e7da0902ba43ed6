"""What the hooks log, and whom they call afterwards."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from taskcenter_monitor.telemetry.logging import exceptions, processes
from taskcenter_monitor.telemetry.logging.exceptions import Hooks, place_of
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy


class Kept:
    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write(self, lines: list[bytes]) -> None:
        self.lines += lines

    def forked(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def stream(kept: Kept) -> Iterator[Stream]:
    made = Stream(Policy())
    made.deliver_to([cast("Any", kept)], "")
    yield made
    made.writer.stop(5)


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hooks that there were, which say what they were called for."""
    called: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: called.append("process"))
    monkeypatch.setattr(threading, "excepthook", lambda args: called.append("thread"))
    monkeypatch.setattr(sys, "unraisablehook", lambda args: called.append("nothing"))
    return called


def raised(kind: type[BaseException]) -> BaseException:
    try:
        raise kind("why")
    except kind as error:
        return error


def test_they_are_removed_without_a_trace(stream: Stream, before: list[str]) -> None:
    had = sys.excepthook, threading.excepthook, sys.unraisablehook
    hooks = Hooks(stream)
    hooks.install()
    assert not {sys.excepthook, threading.excepthook, sys.unraisablehook} & set(had)
    hooks.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == had
    assert hooks.ends_child not in processes.witnesses


@pytest.mark.parametrize(("kind", "count"), [(ValueError, 1), (KeyboardInterrupt, 0)])
def test_who_stood_there_before_is_called_for_all(
    stream: Stream, kept: Kept, before: list[str], kind: type[BaseException], count: int
) -> None:
    hooks = Hooks(stream)
    error = raised(kind)
    hooks.ends_process(kind, error, error.__traceback__)
    args = SimpleNamespace(exc_value=error, thread=None, exc_type=kind)
    hooks.ends_thread(cast("Any", args))
    assert stream.flush(5)
    assert before == ["process", "thread"]
    assert len([line for line in kept.lines if b'"fatal"' in line]) == count


def test_a_thread_that_exits_has_not_failed(stream: Stream, kept: Kept, before: list[str]) -> None:
    args = SimpleNamespace(exc_value=raised(SystemExit), thread=None, exc_type=SystemExit)
    Hooks(stream).ends_thread(cast("Any", args))
    assert stream.flush(5)
    assert (kept.lines, before) == ([], ["thread"])


def test_a_fault_of_ours_leaves_it_to_the_hook_before(
    stream: Stream, before: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(exceptions, "say", said.append)
    monkeypatch.setattr(stream, "channel", lambda name: 1 // 0)
    error = raised(ValueError)
    Hooks(stream).ends_process(ValueError, error, error.__traceback__)
    assert before == ["process"]
    assert len(said) == 1


def test_the_place_is_where_it_was_raised() -> None:
    def inner() -> None:
        raise KeyError("deep")

    try:
        inner()
    except KeyError as error:
        file, line = place_of(error)
    assert file == __file__
    assert line == inner.__code__.co_firstlineno + 1
    assert "deep" in Path(file).read_text("utf-8").splitlines()[line - 1]
    assert place_of(KeyError()) == place_of(None) == ("", 0)
