"""What waits for the writer: a bounded queue that never blocks a caller below ERROR."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import RLock

from taskcenter_monitor.telemetry.logging.levels import ERROR, FATAL, NAMES, NUMBERS
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.policy.document import Queue

Mark = Callable[[], None]
"""In the queue between records: called when all before it has been written."""

_MARKS = 16
"""Entries that are looked at for the oldest record: there are few marks in a row."""
_PAUSE = 0.002
"""Seconds between looks while ERROR waits for room."""
_PATIENCE = 0.1
"""Seconds that the writer waits for a count: what it writes is worth more than what it counts."""


class Pipe:
    """The queue, what it may hold, and what did not fit.

    `wake` is called when a record comes while the writer rests. `helpless` says whether the calling
    thread must not wait for room, because nobody else would make any. `dropped` counts by level
    what did not fit; whoever reports it takes it by `take_dropped`. `refused` is the same since
    ever.
    """

    def __init__(self, wake: Callable[[], None], helpless: Callable[[], bool]) -> None:
        self.queue: deque[Record | Mark] = deque()
        self.limits: dict[int, int] = {}
        self.resting = True
        self.dropped: dict[int, int] = {}
        self.refused: dict[int, int] = {}
        self.lock = RLock()
        self._wake = wake
        self._helpless = helpless
        self.bound_by(Queue())

    def bound_by(self, queue: Queue) -> None:
        """The limits of a policy hold from now on."""
        beyond = queue.drop_beyond
        limits = {
            NUMBERS[name]: int(getattr(beyond, name) * queue.limit)
            for name in ("debug", "info", "warn")
        }
        kept = queue.limit + queue.reserve
        self.limits = {**limits, ERROR: kept, FATAL: kept}

    def put(self, level: int, record: Record) -> None:
        """Takes a record, or drops it where its level has no room."""
        queue = self.queue
        if len(queue) >= self.limits[level] and not self._has_room(level):
            return
        queue.append(record)
        if self.resting:
            self._wake()

    def oldest(self) -> int:
        """When the first record that waits was logged; 0 where none does."""
        with suppress(IndexError):
            for place in range(_MARKS):
                entry = self.queue[place]
                if isinstance(entry, tuple):
                    return entry[0]
        return 0

    def take_dropped(self) -> dict[str, int]:
        """How many records were dropped since the last time, by the name of the level."""
        if not self.lock.acquire(timeout=_PATIENCE):
            return {}
        try:
            taken, self.dropped = self.dropped, {}
        finally:
            self.lock.release()
        return {NAMES[level]: count for level, count in taken.items()}

    def forked(self) -> None:
        """In a new process: what waits belongs to the parent, and so does what it dropped."""
        self.lock = RLock()
        self.queue.clear()
        self.dropped = {}
        self.resting = True

    def _has_room(self, level: int) -> bool:
        if level >= ERROR and self._comes_to_have_room(level):
            return True
        with self.lock:
            self.dropped[level] = self.dropped.get(level, 0) + 1
            self.refused[level] = self.refused.get(level, 0) + 1
        return False

    def _comes_to_have_room(self, level: int) -> bool:
        # The caller waits, which is what stops a storm without end.
        while len(self.queue) >= self.limits[level]:
            if self._helpless():
                # Bounded all the same: at the end of a process that cannot write any more.
                return len(self.queue) < 2 * self.limits[level]
            time.sleep(_PAUSE)
        return True
