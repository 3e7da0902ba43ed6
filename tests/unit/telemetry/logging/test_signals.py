"""Which handlers are put where."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from taskcenter_monitor.telemetry.logging.signals import Ending, Reloading, Warned, install
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy

BOTH = (signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def stream() -> Stream:
    return Stream(Policy())


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in BOTH}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def set_all(handler: object) -> None:
    for number in BOTH:
        signal.signal(number, handler)  # type: ignore[arg-type]


def kinds() -> list[type]:
    return [type(signal.getsignal(number)) for number in BOTH]


def test_where_nobody_handles_them_we_do_and_only_once(stream: Stream) -> None:
    set_all(signal.SIG_DFL)
    install(stream)
    assert kinds() == [Ending, Ending]
    first = signal.getsignal(signal.SIGTERM)
    install(stream)
    assert signal.getsignal(signal.SIGTERM) is first


def test_what_is_ignored_stays_ignored(stream: Stream) -> None:
    set_all(signal.SIG_IGN)
    install(stream)
    assert [signal.getsignal(number) for number in BOTH] == [signal.SIG_IGN] * 2


def test_the_handler_of_somebody_else_is_called_after_we_were_warned(stream: Stream) -> None:
    seen: list[tuple[int, bool]] = []

    def handle(number: int, frame: object) -> None:
        seen.append((number, stream.writer.writes_through))

    set_all(handle)
    install(stream)
    install(stream)
    assert kinds() == [Warned, Reloading]
    # SIGHUP may mean to read again what is configured: the process goes on as before.
    left = []
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGHUP):
        signal.raise_signal(number)
        left.append(stream.writer.writes_through)
    assert left == [False, True, True]
    assert seen == [(signal.SIGHUP, True), (signal.SIGTERM, True), (signal.SIGHUP, True)]


def test_another_thread_than_the_main_one_changes_nothing(stream: Stream) -> None:
    set_all(signal.SIG_DFL)
    thread = threading.Thread(target=install, args=(stream,))
    thread.start()
    thread.join()
    assert [signal.getsignal(number) for number in BOTH] == [signal.SIG_DFL] * 2
