"""The one thread that renders and writes, so that callers need not.

The thread is one of `_thread` and no `threading.Thread`: starting one of those takes locks that
the thread which a signal handler interrupts may hold.
"""

from __future__ import annotations

import math
import time
from _thread import allocate_lock, start_new_thread
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from queue import Empty, SimpleQueue

from taskcenter_monitor.telemetry.logging.batches import Batches
from taskcenter_monitor.telemetry.logging.bells import Bell
from taskcenter_monitor.telemetry.logging.delivery import Delivery
from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.leftovers import Leftovers
from taskcenter_monitor.telemetry.logging.pipe import Pipe
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.logging.rendering import Renderer
from taskcenter_monitor.telemetry.logging.stacks import described
from taskcenter_monitor.telemetry.logging.turns import Turn

PACE = 0.01
"""Seconds between looks at the queue while there is traffic; nobody has to wake the writer then."""
_QUIET = 20
"""Looks without a record before the writer rests until it is woken."""
REST = 0.5
"""Seconds of rest at most: chores have to be done without traffic too."""
THROUGH = 1.0
"""Seconds that a caller waits for its line when the process is about to end."""
PATIENCE = 5.0
"""Seconds that a caller who writes itself waits for another who does so."""

Chore = Callable[[bool], Iterable[Record]]
"""Asked now and then for records of its own; with True for the last time for all it has."""


class Writer:
    """Takes records from the pipe to the outlets.

    After `stop` there is no thread any more: whoever logs then writes itself. If it could not be
    stopped in time, as an outlet takes nothing, ERROR and above goes to standard error.
    """

    def __init__(self, renderer: Renderer) -> None:
        self.pipe = Pipe(self.wake, lambda: self.stopped or self.lock.mine)
        self.renderer = renderer
        self.delivery = Delivery()
        self.chores: Sequence[Chore] = ()
        self.stopped = False
        self.progress = time.monotonic()
        self.lock = Turn()
        self.batches = Batches(self)
        self._through = False
        self._held = False
        self.leftovers = Leftovers()
        self._given_up = False
        self._failed: list[Chore] = []
        self._bell = Bell()
        # Held while there is a thread: it is released by the end of that.
        self._alive = allocate_lock()

    @property
    def taken(self) -> int:
        """When the oldest record was logged that is being written; 0 while none is."""
        return self.batches.taken

    @property
    def in_hand(self) -> Sequence[bytes]:
        """The lines that outlets are taking."""
        return self.batches.in_hand

    def wake(self) -> None:
        """A record has come while nobody looked."""
        if self.stopped:
            self._write_here(PATIENCE)
            return
        self._call()
        if self._through and not self.lock.mine and not self.flush(THROUGH):
            # Nothing is written any more: no use in making everybody wait.
            self._through = False

    def flush(self, timeout: float) -> bool:
        """Waits until all that was logged before is written; whether it was, in time."""
        if self.stopped or self.lock.mine or not self._alive.locked():
            return self._write_here(timeout)
        done: SimpleQueue[None] = SimpleQueue()
        self.pipe.queue.append(partial(done.put, None))
        self._call()
        try:
            done.get(timeout=timeout)
        except Empty:
            return False
        return True

    def stop(self, timeout: float) -> bool:
        """Writes all there is and ends the thread; whether that was done in time."""
        until = time.monotonic() + timeout
        in_time = self.flush(timeout)
        self.stopped = True
        in_time = self._ended(until - time.monotonic()) and in_time
        self.pipe.resting = True
        if in_time and self.lock.acquire(max(until - time.monotonic(), 0.0)):
            try:
                self.do_chores(True)
                self.drain(until)
                # Not under the hands of another thread that still logs.
                self.delivery.close()
            finally:
                self.lock.release()
            return True
        self._give_up()
        return False

    def resume(self) -> None:
        """After `stop`: there may be a thread again."""
        self.stopped = self._through = self._given_up = self.delivery.ending = False

    def write_through(self) -> None:
        """From now on whoever logs waits for the line: the process may end at any moment."""
        self.flush(THROUGH)
        self._through = True
        self.pipe.resting = True

    @property
    def writes_through(self) -> bool:
        """Whether callers wait for their lines."""
        return self._through

    def write_behind(self) -> None:
        """After `write_through`: callers wait no more."""
        self._through = False

    def calm(self, timeout: float) -> bool:
        """Writes all there is and ends the thread until `revive`; whether that was in time."""
        in_time = self.flush(timeout)
        self._held = True
        return self._ended(timeout if in_time else 0.0)

    def revive(self) -> None:
        """After `calm`: goes on with what has come meanwhile."""
        self._held = False
        if self.pipe.queue:
            self.wake()

    def forked(self) -> None:
        """In a new process: there is no thread, and locks are held by those that there were."""
        self.lock = Turn()
        self._bell = Bell()
        self._alive = allocate_lock()
        self._held = False
        self.batches.forked()
        self.leftovers = Leftovers()
        self.resume()

    def drain(self, until: float = math.inf) -> bool:
        """Writes what waits, but begins nothing after `until`; whether there was anything."""
        some = False
        while self.pipe.queue and not self._held and (not some or self.progress < until):
            with self.lock:
                if not self.batches.write():
                    break
            some = True
            self.progress = time.monotonic()
        self.progress = time.monotonic()
        return some

    def do_chores(self, last: bool) -> None:
        """Writes the records that chores have."""
        with self.lock:
            for chore in self.chores:
                try:
                    self.batches.write_records(list(chore(last)))
                except Exception as error:  # noqa: BLE001 - the others are done all the same
                    if chore not in self._failed:
                        self._failed.append(chore)
                        say(f"a chore of the writer failed: {described(error)}")

    def _write_here(self, patience: float) -> bool:
        """Whether all that waits has been written, by the calling thread."""
        if self.lock.acquire(0.0 if self._given_up else patience):
            try:
                self.drain()
            finally:
                self.lock.release()
            return not self.pipe.queue
        if self._given_up:
            # An outlet still blocks the thread that could not be stopped.
            self.leftovers.rescue(self)
        elif self.stopped:
            self._give_up()
        return False

    def _give_up(self) -> None:
        self._given_up = self.delivery.ending = True
        self.leftovers.rescue(self, self.in_hand)
        self.leftovers.tell(self)

    def _call(self) -> None:
        if not self._held:
            self._start()
            self._bell.ring()

    def _start(self) -> None:
        if not self._alive.acquire(blocking=False):
            return
        try:
            start_new_thread(self._run, ())
        except RuntimeError:
            # No more threads: at the end of the interpreter, or by a limit of the system.
            self._alive.release()
            self._write_here(PATIENCE)

    def _ended(self, timeout: float) -> bool:
        if self.lock.mine:
            return True
        self._bell.ring()
        ended = self._alive.acquire(timeout=max(timeout, 0.0))
        if ended:
            self._alive.release()
        return ended

    def _run(self) -> None:
        alive = self._alive
        try:
            while not self._leaves():
                try:
                    self._work()
                except BaseException as error:  # noqa: BLE001 - nobody would write any more
                    say(f"the writer goes on after {described(error)}")
                    time.sleep(REST)
        finally:
            self.pipe.resting = True
            self.drain()
            alive.release()
            # Came after the last look, and while there still seemed to be a thread.
            if self.pipe.queue and not self._held:
                self.wake()

    def _work(self) -> None:
        pipe, empty, chores_at = self.pipe, 0, 0.0
        while not self._leaves():
            pipe.resting = False
            if self._through:
                pipe.resting = True
            # Chores must be done in a storm too.
            empty = 0 if self.drain(chores_at) else empty + 1
            now = time.monotonic()
            if now >= chores_at:
                self.do_chores(False)
                chores_at = now + REST
            if empty < _QUIET:
                self._bell.heard(PACE)
            else:
                self._rest()

    def _rest(self) -> None:
        self._bell.silence()
        self.pipe.resting = True
        # A record that came before the flag was seen has woken nobody.
        if not self.pipe.queue and not self._leaves():
            self._bell.heard(REST)

    def _leaves(self) -> bool:
        return self.stopped or self._held
