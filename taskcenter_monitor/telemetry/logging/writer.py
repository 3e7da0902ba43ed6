"""The one thread that renders and writes, so that callers need not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from threading import Event, RLock, Thread, current_thread

from taskcenter_monitor.telemetry.logging.delivery import Delivery
from taskcenter_monitor.telemetry.logging.pipe import Pipe
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.logging.rendering import Renderer

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

    After `stop` there is no thread any more: whoever logs then writes itself. `taken` is when the
    oldest record was logged that is being written, 0 while none is.
    """

    def __init__(self, renderer: Renderer) -> None:
        self.pipe = Pipe(self.wake, lambda: self.stopped)
        self.renderer = renderer
        self.delivery = Delivery()
        self.chores: Sequence[Chore] = ()
        self.stopped = False
        self.progress = time.monotonic()
        self.taken = 0
        self.lock = RLock()
        self._woken = Event()
        self._thread: Thread | None = None

    def wake(self) -> None:
        """A record has come while nobody looked."""
        if self.stopped:
            self.drain()
            return
        if self._thread is None or not self._thread.is_alive():
            self._start()
        self._woken.set()

    def flush(self, timeout: float) -> bool:
        """Waits until all that was logged before is written; whether it was, in time."""
        if self.stopped or current_thread() is self._thread:
            self.drain()
            return True
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
        return in_time

    def drain(self) -> bool:
        """Writes what waits; whether there was anything."""
        with self.lock:
            some = False
            while self.pipe.queue:
                some = True
                self.taken = self.pipe.oldest()
                self._write(self._batch())
                self.taken = 0
            self.progress = time.monotonic()
            return some

    def do_chores(self, last: bool) -> None:
        """Writes the records that chores have."""
        with self.lock:
            records = [record for chore in self.chores for record in chore(last)]
            if records:
                self.taken = records[0][0]
                self._write([self.renderer.line(record) for record in records])
                self.taken = 0

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
            self.delivery.deliver(lines)

    def _start(self) -> None:
        with self.lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="telemetry-writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pipe, empty, chores_at = self.pipe, 0, 0.0
        while not self.stopped:
            pipe.resting = False
            empty = 0 if self.drain() else empty + 1
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
