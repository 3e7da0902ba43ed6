"""What people see: diagnostics, progress, colour."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import TextIO

from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.reporters import render
from taskcenter_monitor.workspace.reading import SPECS

PATIENCE = 2.0
"""Seconds after which people want to know what takes so long."""


def report(diagnostics: Sequence[Diagnostic], specs: str, format: str, stream: TextIO) -> None:
    """Prints diagnostics; their files are named as the user named the folder of specs."""
    shown = [_as_named(diagnostic, specs) for diagnostic in diagnostics]
    text = render(format, shown, colour=format == "text" and _has_colour(stream))
    if text:
        stream.write(text if text.endswith("\n") else text + "\n")


def _as_named(diagnostic: Diagnostic, specs: str) -> Diagnostic:
    place = diagnostic.place
    if not isinstance(place, Span) or specs == SPECS:
        return diagnostic
    head, _, rest = place.file.partition("/")
    if head != SPECS:
        return diagnostic
    file = f"{specs.rstrip('/')}/{rest}" if rest else specs
    return diagnostic.located(replace(place, file=file))


def _has_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """Says what is being done, once it takes longer than people like to wait."""

    def __init__(self) -> None:
        self._doing = ""
        self._done = threading.Event()
        self._begin = time.monotonic()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __call__(self, doing: str) -> None:
        """Notes what is being done now."""
        self._doing = doing

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        live = sys.stderr.isatty()
        said = ""
        wait = PATIENCE
        while not self._done.wait(wait):
            wait = 1.0
            if live:
                seconds = time.monotonic() - self._begin
                print(f"\r\x1b[Ktcmon: {self._doing} ({seconds:.0f} s)", end="", file=sys.stderr)
                sys.stderr.flush()
            elif self._doing != said:
                print(f"tcmon: {self._doing}", file=sys.stderr, flush=True)
            said = self._doing
        if live and said:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
