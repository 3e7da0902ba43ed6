"""The one thread that renders and writes, so that callers need not."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from threading import Event, RLock, Thread, current_thread

from taskcenter_monitor.telemetry.logging.delivery import Delivery
from taskcenter_monitor.telemetry.logging.leftovers import Leftovers
from taskcenter_monitor.telemetry.logging.pipe import Pipe
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.logging.rendering import Renderer

THREAD = "telemetry-writer"
"""The name of the thread, by which what it says itself is known."""
BATCH = 256
"""Records a write: enough to make the system call cheap, few enough to lose little memory."""
PACE = 0.01
"""Seconds between looks at the queue while there is traffic; nobody has to wake the writer then."""
_QUIET = 20
"""Looks without a record before the writer rests until it is woken."""
REST = 0.5
"""Seconds of rest at most: chores have to be done without traffic too."""

Chore = Callable[[bool], Iterable[Record]]
"""Asked now and then for records of its own; with True for the last time for all it has."""


class Writer:
    """Takes records from the pipe to the outlets.

    After `stop` there is no thread any more: whoever logs then writes itself. If it could not be
    stopped in time, as an outlet takes nothing, ERROR and above goes to standard error.
    """

    def __init__(self, renderer: Renderer) -> None:
        self.pipe = Pipe(self.wake, lambda: self.stopped)
        self.renderer = renderer
        self.delivery = Delivery()
        self.chores: Sequence[Chore] = ()
        self.stopped = False
        self.in_hand: Sequence[bytes] = ()
        self.leftovers = Leftovers()
        self.progress = time.monotonic()
        self.lock = RLock()
        self._given_up = False
        self._woken = Event()
        self._thread: Thread | None = None

    def wake(self) -> None:
        """A record has come while nobody looked."""
        if self.stopped:
            self._write_inline()
            return
        if self._thread is None or not self._thread.is_alive():
            self._start()
        self._woken.set()

    def flush(self, timeout: float) -> bool:
        """Waits until all that was logged before is written; whether it was, in time."""
        if self.stopped or current_thread() is self._thread:
            return self._write_inline()
        done = Event()
        self.pipe.mark(done.set)
        self._woken.set()
        return done.wait(timeout)

    def stop(self, timeout: float) -> bool:
        """Writes all there is and ends the thread; whether that was done in time."""
        in_time = self.flush(timeout)
        self.stopped = True
        self._woken.set()
        if self._thread is not None and self._thread is not current_thread():
            self._thread.join(timeout if in_time else 0)
        self.pipe.resting = True
        if in_time:
            self.do_chores(True)
            self.drain()
            with self.lock:
                # Not under the hands of another thread that still logs.
                self.delivery.close()
        else:
            self._give_up()
        return in_time

    def drain(self, until: float = math.inf) -> bool:
        """Writes what waits, but begins nothing after `until`; whether there was anything."""
        with self.lock:
            some = False
            while self.pipe.queue and (not some or self.progress < until):
                some = True
                self._write(self._batch())
                self.progress = time.monotonic()
            self.progress = time.monotonic()
            return some

    def do_chores(self, last: bool) -> None:
        """Writes the records that chores have."""
        with self.lock:
            records = [record for chore in self.chores for record in chore(last)]
            if records:
                self._write([self.renderer.line(record) for record in records])

    def _batch(self) -> list[bytes]:
        lines: list[bytes] = []
        take = self.pipe.queue.popleft
        try:
            while len(lines) < BATCH:
                entry = take()
                if isinstance(entry, tuple):
                    lines.append(self.renderer.line(entry))
                else:
                    self._write(lines)
                    lines = []
                    entry()
        except IndexError:
            pass
        return lines

    def _write(self, lines: Sequence[bytes]) -> None:
        if lines:
            self.in_hand = lines
            self.delivery.deliver(lines)
            self.in_hand = ()

    def _write_inline(self) -> bool:
        """Whether all that waits has been written to the outlets."""
        if not self.lock.acquire(timeout=0 if self._given_up else -1):
            # An outlet still blocks the thread that could not be stopped.
            self.leftovers.rescue(self)
            return False
        try:
            self.drain()
        finally:
            self.lock.release()
        return True

    def _give_up(self) -> None:
        self._given_up = True
        self.delivery.ending = True
        self.leftovers.rescue(self, self.in_hand)
        self.leftovers.tell(self)

    def _start(self) -> None:
        with self.lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name=THREAD, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pipe, empty, chores_at = self.pipe, 0, 0.0
        while not self.stopped:
            pipe.resting = False
            # Chores must be done in a storm too.
            empty = 0 if self.drain(chores_at) else empty + 1
            now = time.monotonic()
            if now >= chores_at:
                self.do_chores(False)
                chores_at = now + REST
            if empty < _QUIET:
                time.sleep(PACE)
            else:
                self._rest()

    def _rest(self) -> None:
        self._woken.clear()
        self.pipe.resting = True
        # A record that came before the flag was seen has woken nobody.
        if not self.pipe.queue and not self.stopped:
            self._woken.wait(REST)
