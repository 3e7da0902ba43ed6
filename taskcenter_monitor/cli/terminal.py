"""What people see: diagnostics, progress, colour."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType, TracebackType
from typing import TextIO

from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.reporters import render
from taskcenter_monitor.workspace.reading import SPECS

PATIENCE = 2.0
"""Seconds after which people want to know what takes so long."""


def report(
    diagnostics: Sequence[Diagnostic], specs: str, format: str, stream: TextIO | None
) -> None:
    """Prints diagnostics; their files are named as the user named the folder of specs."""
    if stream is None:
        return
    shown = [as_named(diagnostic, specs) for diagnostic in diagnostics]
    text = render(format, shown, colour=format == "text" and has_colour(stream))
    if text:
        stream.write(text if text.endswith("\n") else text + "\n")


def as_named(diagnostic: Diagnostic, specs: str) -> Diagnostic:
    """The diagnostic with its file named as the user named the folder of specs."""
    place = diagnostic.place
    if not isinstance(place, Span):
        return diagnostic
    return diagnostic.located(place_as_named(place, specs))


def place_as_named(place: Span, specs: str) -> Span:
    """A place, likewise."""
    head, _, rest = place.file.partition("/")
    if head != SPECS or specs == SPECS:
        return place
    return replace(place, file=f"{specs.rstrip('/')}/{rest}" if rest else specs)


def has_colour(stream: TextIO | None) -> bool:
    """Whether what reads a stream shows colours, and wants them; a closed one does not."""
    if stream is None:
        return False
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """Says what is being done, once it takes longer than people like to wait.

    It is woken by a timer and not by a thread: a process with threads cannot be copied safely.
    """

    def __init__(self) -> None:
        self._doing = ""
        self._said = ""
        self._begin = time.monotonic()
        self._live = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, doing: str) -> None:
        """Notes what is being done now."""
        self._doing = doing

    def __enter__(self) -> Progress:
        signal.signal(signal.SIGALRM, self._say)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE, 1.0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self._live and self._said:
            self._print("\r\x1b[K", end="")

    def _say(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._live:
            seconds = time.monotonic() - self._begin
            line = f"\r\x1b[Ktcmon: {self._doing} ({seconds:.0f} s)"
            self._print(line, end="")
        elif self._doing != self._said:
            self._print(f"tcmon: {self._doing}", end="\n")
        self._said = self._doing

    def _print(self, line: str, end: str) -> None:
        """Whoever reads it may have gone: that must not break what is being done."""
        with contextlib.suppress(OSError, ValueError):
            print(line, end=end, file=sys.stderr, flush=True)
