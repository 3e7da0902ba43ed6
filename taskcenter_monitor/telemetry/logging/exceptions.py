"""Exceptions that nobody handles, as records."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from taskcenter_monitor.telemetry.logging import processes
from taskcenter_monitor.telemetry.logging.console import Console
from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.levels import ERROR, FATAL
from taskcenter_monitor.telemetry.logging.outlets import Descriptor
from taskcenter_monitor.telemetry.logging.stacks import described

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.stream import Stream

COMPONENT = "process"
UNHANDLED = "unhandled exception"
IGNORED = "exception ignored"
"""One that Python could raise to nobody: from a `__del__` or a callback of a weak reference."""


class Hooks:
    """Stands before the hooks that there were. They run afterwards.

    Except those of Python itself where the lines are on the console already: they only print the
    same again, in lines that nothing can read.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._excepthook = sys.excepthook
        self._threads = threading.excepthook
        self._unraisable = sys.unraisablehook

    def install(self) -> None:
        """From now on."""
        sys.excepthook = self.ends_process
        threading.excepthook = self.ends_thread
        sys.unraisablehook = self.ends_nothing
        processes.witnesses.append(self.ends_child)

    def remove(self) -> None:
        """As it was before."""
        sys.excepthook = self._excepthook
        threading.excepthook = self._threads
        sys.unraisablehook = self._unraisable
        processes.witnesses.remove(self.ends_child)

    def ends_process(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """For `sys.excepthook`."""
        shown = isinstance(error, Exception) and self._said(FATAL, UNHANDLED, error)
        if not shown or self._excepthook is not sys.__excepthook__:
            self._excepthook(kind, error, trace)

    def ends_thread(self, args: threading.ExceptHookArgs) -> None:
        """For `threading.excepthook`: the others go on."""
        error, thread = args.exc_value, args.thread
        fields = {"thread": thread.name} if thread is not None else {}
        ends = error is not None and not isinstance(error, SystemExit)
        shown = ends and self._said(ERROR, UNHANDLED, error, **fields)
        if not shown or self._threads is not threading.__excepthook__:
            self._threads(args)

    def ends_nothing(self, args: sys.UnraisableHookArgs) -> None:
        """For `sys.unraisablehook`."""
        source = args.object
        where = getattr(source, "__qualname__", type(source).__qualname__)
        error = args.exc_value
        shown = error is not None and self._said(ERROR, IGNORED, error, where=str(where))
        if not shown or self._unraisable is not sys.__unraisablehook__:
            self._unraisable(args)

    def ends_child(self, error: BaseException) -> None:
        """For a process of multiprocessing, which itself prints what ends it."""
        if isinstance(error, Exception):
            self._said(FATAL, UNHANDLED, error)

    def _said(
        self, level: int, content: str, error: BaseException | None, **fields: object
    ) -> bool:
        """Logs it; whether people see it on the console."""
        try:
            channel = self._stream.channel(COMPONENT)
            fields = {**fields, "exc_info": error}
            channel.take(level, content, fields, {}, place_of(error))
            outlets = self._stream.writer.delivery.outlets
            shown = any(isinstance(outlet, Descriptor | Console) for outlet in outlets)
            return shown and self._stream.flush()
        except Exception as failure:  # noqa: BLE001 - the hook that there was still says it
            say(f"an exception was not logged: {described(failure)}")
            return False


def place_of(error: BaseException | None) -> tuple[str, int]:
    """Where it was raised."""
    trace = error.__traceback__ if error is not None else None
    if trace is None:
        return "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename, trace.tb_lineno


_installed: list[Hooks] = []


def install(stream: Stream) -> None:
    """Once a process, whoever stands before them later."""
    if not _installed:
        _installed.append(Hooks(stream))
        _installed[0].install()
