"""Compresses and deletes old files, in a thread of its own: the writer never waits for it."""

from __future__ import annotations

import os
import time
from _thread import allocate_lock, start_new_thread
from contextlib import suppress

from taskcenter_monitor.telemetry.logging.bells import Bell
from taskcenter_monitor.telemetry.logging.sinks.compression import compress
from taskcenter_monitor.telemetry.logging.sinks.names import PACKED, PART, Aside, Names
from taskcenter_monitor.telemetry.logging.sinks.rotation import Rotation

_DAY = 86_400
_ABANDONED = 60.0
"""Seconds after which an empty file is the rest of a rotation that was killed half way."""
_PAUSE = 0.25
"""Seconds between two rounds at least: in a storm files are put aside faster than that."""
_LAST = 0.2
"""Seconds that the end of a process waits for the thread to put its things down."""


class Housekeeper:
    """One a process and log. Those of other processes do the same work without harm.

    It is called by whoever writes, which may be a signal handler: so its thread is one of `_thread`
    and woken by a bell, as that of the writer is.
    """

    def __init__(self, names: Names, rotation: Rotation) -> None:
        self._names = names
        self._rotation = rotation
        self._called = Bell()
        self._ending = Bell()
        self._ended = False
        # Held while there is a thread.
        self._alive = allocate_lock()

    def call(self) -> None:
        """There may be something to do."""
        self._called.ring()
        if self._ended or not self._alive.acquire(blocking=False):
            return
        try:
            start_new_thread(self._run, ())
        except RuntimeError:
            # No threads any more while the interpreter ends; the next process does it.
            self._alive.release()

    def stop(self) -> None:
        """Ends the thread; what it was compressing is left as it was."""
        self._ended = True
        self._called.ring()
        self._ending.ring()
        if self._alive.acquire(timeout=_LAST):
            self._alive.release()

    def tidy(self) -> None:
        """One round. What cannot be done now is tried again in the next one."""
        asides = self._names.found()
        kept = list(asides)[-self._rotation.keep :]
        for aside, endings in asides.items():
            if self._ended:
                return
            with suppress(OSError):
                if aside not in kept or self._is_old(aside, endings):
                    self._delete(aside, endings)
                else:
                    self._look_after(aside, endings, aside == kept[-1])

    def _run(self) -> None:
        try:
            while not self._ended:
                if self._called.heard(_DAY):
                    with suppress(Exception):
                        self.tidy()
                    self._ending.heard(_PAUSE)
        finally:
            self._alive.release()

    def _is_old(self, aside: Aside, endings: set[str]) -> bool:
        written = max(self._names.place(aside, ending).stat().st_mtime for ending in endings)
        return time.time() - written > self._rotation.days * _DAY

    def _delete(self, aside: Aside, endings: set[str]) -> None:
        for ending in endings:
            self._names.place(aside, ending).unlink(missing_ok=True)

    def _look_after(self, aside: Aside, endings: set[str], youngest: bool) -> None:
        place = self._names.place(aside)
        if "" not in endings:
            if PART in endings:
                self._names.place(aside, PART).unlink(missing_ok=True)
            return
        status = place.stat()
        if not status.st_size:
            # Just reserved, unless whoever did so is no more.
            if time.time() - status.st_mtime > _ABANDONED:
                os.unlink(place)  # noqa: PTH108 - a name that was listed, not one that may lack
        elif PACKED in endings or (self._rotation.compress and not youngest):
            compress(place, lambda: self._ended)
