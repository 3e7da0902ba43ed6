from __future__ import annotations

import asyncio
import gc
import sys
import threading
import traceback
import weakref
from collections.abc import Callable
from typing import ClassVar

import pytest

from taskcenter_monitor.telemetry.logging.failures import captured
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.logging.tracebacks import stack_text
from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.testing import Captured


def ordinary() -> None:
    raise ValueError("no such order")


def in_a_line_of_many_calls() -> None:
    (len("a"), int("1"), int("x"))


def caused() -> None:
    try:
        ordinary()
    except ValueError as error:
        raise RuntimeError("cannot pay") from error


def on_the_way() -> None:
    try:
        ordinary()
    except ValueError:
        raise LookupError  # noqa: B904 - what came before is to be seen


def hidden() -> None:
    try:
        ordinary()
    except ValueError:
        raise RuntimeError("alone") from None


def noted() -> None:
    error = ValueError("with notes")
    error.add_note("first\nof two lines")
    error.add_note("second")
    raise error


def bad_syntax() -> None:
    compile("a = (1,\nb c", "<orders>", "exec")


def deep(left: int = 200) -> None:
    if not left:
        raise ValueError("deep")
    deep(left - 1)


class Odd(Exception):
    def __str__(self) -> str:
        return ""


def without_a_text() -> None:
    raise Odd


def several(count: int = 3) -> None:
    members: list[Exception] = []
    for raises in (caused, noted, ordinary):
        try:
            raises()
        except Exception as error:  # noqa: BLE001
            members.append(error)
    inner = ExceptionGroup("inner", [ValueError(str(number)) for number in range(count)])
    raise ExceptionGroup("outer", [*members, inner])


def many() -> None:
    several(20)


def in_a_circle() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__context__, other.__context__ = other, one
    raise one


WAYS = (
    ordinary,
    in_a_line_of_many_calls,
    caused,
    on_the_way,
    hidden,
    noted,
    bad_syntax,
    deep,
    without_a_text,
    several,
    many,
    in_a_circle,
)


@pytest.mark.parametrize("raises", WAYS)
def test_a_stack_reads_as_python_prints_it(raises: Callable[[], None]) -> None:
    try:
        raises()
    except Exception as error:  # noqa: BLE001
        printed = "".join(traceback.format_exception(error, limit=-50))
        assert stack_text(captured(error)) + "\n" == printed  # noqa: PT017
    else:
        raise AssertionError


def test_what_was_never_raised_has_no_frames() -> None:
    assert stack_text(captured(ValueError("x"))) == "ValueError: x"


def test_a_chain_and_a_tree_are_bounded() -> None:
    error = ValueError("0")
    for number in range(1, 3000):
        outer = ValueError(str(number))
        outer.__cause__, error = error, outer
    tree: Exception = ValueError("leaf")
    for _ in range(5):
        tree = ExceptionGroup("g", [tree] * 15)

    assert stack_text(captured(error)).count("ValueError") == 50
    assert stack_text(captured(tree)).count("ExceptionGroup") < 100


class Local:
    pass


def test_nothing_of_an_exception_stays_alive_while_its_record_waits() -> None:
    stream = Stream(Policy())
    lines = Captured(stream)
    stream.deliver_to([lines], "")
    gone = []

    def fail() -> None:
        local = Local()
        gone.append(weakref.ref(local))
        raise ValueError("x")

    with stream.writer.lock:
        for method in (stream.logger("a").error, stream.logger("a").info):
            try:
                fail()
            except ValueError as error:
                error.args = ("before",)
                method("failed", exc_info=error)
                error.args = ("later",)
        gc.collect()
        alive = [reference() for reference in gone]

    assert alive == [None, None]
    assert [entry["error"] for entry in lines] == ["before", "before"]
    stream.writer.stop(2)


class Unreadable(Exception):
    @property
    def __notes__(self) -> list[str]:  # type: ignore[override]
        raise asyncio.InvalidStateError


def test_an_exception_that_cannot_be_read_is_named() -> None:
    found = captured(Unreadable("x"))

    assert (found.message, stack_text(found).rpartition(".")[2]) == ("x", "Unreadable: x")
    assert sys.exc_info() == (None, None, None)


class Asking(Exception):
    asked: ClassVar[list[int]] = []

    def __str__(self) -> str:
        Asking.asked.append(threading.get_ident())
        return "x"


@pytest.mark.parametrize("method", ["info", "error", "fatal"])
def test_an_exception_is_asked_by_whoever_logs_it_and_never_by_the_writer(method: str) -> None:
    stream = Stream(Policy())
    lines = Captured(stream)
    stream.deliver_to([lines], "")
    getattr(stream.logger("a"), method)("failed", error=Asking())

    assert lines[0]["stack"].endswith("Asking: x")
    assert set(Asking.asked) == {threading.get_ident()}
    stream.writer.stop(2)
