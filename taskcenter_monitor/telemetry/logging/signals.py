"""Signals that end a process, which Python itself does not turn into an end of the interpreter."""

from __future__ import annotations

import signal
from collections.abc import Callable
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

from taskcenter_monitor.telemetry.logging.processes import LAST, companions

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.stream import Stream

ENDING = ("SIGTERM", "SIGHUP")
"""Those that end a process unless it handles them. SIGINT is an exception, and SIGQUIT is for who
wants to see the process as it is. SIGHUP is that of a terminal which has gone."""
_TURN = 1.0
"""Seconds that another thread may take for the batch that it is writing."""


class Ending:
    """Writes all there is, and then lets the signal do what it would have done."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._ends = False

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """The handler. A second signal, as a whole process group gets them, waits for the first."""
        if self._ends:
            return
        self._ends = True
        writer = self._stream.writer
        for companion in companions:
            companion.end()
        writer.stop(LAST)
        # Nobody dies in the middle of a line.
        taken = writer.lock.acquire(_TURN)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
        # Still here: the first process of a container is not ended by a signal of its own.
        if taken:
            writer.lock.release()
        writer.resume()
        for companion in companions:
            companion.goes_on()
        signal.signal(number, self)
        self._ends = False


class Warned:
    """Somebody else's handler, with all that is logged from then on written at once.

    That one is free to end the process in a way that nobody is told of. uvicorn puts back what it
    found and raises the signal again, and what it found may be the default.
    """

    def __init__(self, stream: Stream, handler: Callable[[int, FrameType | None], object]) -> None:
        self._stream = stream
        self._handler = handler

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The handler."""
        for companion in companions:
            companion.may_end()
        self._stream.writer.write_through()
        self._handler(number, frame)


class Reloading(Warned):
    """The same for SIGHUP, which tells a server to read again what is configured.

    Where its handler comes back the process goes on, and callers wait no more.
    """

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The handler."""
        before = self._stream.writer.writes_through
        super().__call__(number, frame)
        if not before:
            self._stream.writer.write_behind()
            for companion in companions:
                companion.goes_on()


_WARNED = {"SIGTERM": Warned, "SIGHUP": Reloading}


def install(stream: Stream) -> None:
    """Handles them where nobody does. Only the main thread may, so any other changes nothing."""
    if current_thread() is not main_thread():
        return
    for name in ENDING:
        number = getattr(signal, name, None)
        if number is None:
            continue
        handler = signal.getsignal(number)
        if handler is signal.SIG_DFL:
            signal.signal(number, Ending(stream))
        elif callable(handler) and not isinstance(handler, Ending | Warned):
            signal.signal(number, _WARNED[name](stream, handler))
