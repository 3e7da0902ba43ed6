"""The one thread that hides secrets in spans and hands them to the exporter.

It is one of `_thread` and no `threading.Thread`: the end of the process waits for none of them, and
a signal handler may start it whatever lock it has interrupted.
"""

from __future__ import annotations

import time
from _thread import allocate_lock, start_new_thread
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from opentelemetry import context as opentelemetry_context
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan

from taskcenter_monitor.telemetry.logging.bells import Bell
from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.stacks import described
from taskcenter_monitor.telemetry.tracing.complaints import Complaints
from taskcenter_monitor.telemetry.tracing.exporters.overheard import OVERHEARD
from taskcenter_monitor.telemetry.tracing.exporters.ways import Outcome
from taskcenter_monitor.telemetry.tracing.limits import DELAY, LAST, Bounds
from taskcenter_monitor.telemetry.tracing.outbox import Outbox
from taskcenter_monitor.telemetry.tracing.patience import Patience
from taskcenter_monitor.telemetry.tracing.shown import all_shown

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.stream import Stream
    from taskcenter_monitor.telemetry.redaction import Redactor
    from taskcenter_monitor.telemetry.tracing.exporters import Destination, Way

REST = 0.5
"""Seconds of rest at most: figures have to be shown without traffic too."""
_FIRST, _LONGEST = 0.1, 5.0
"""Seconds until a batch that was not taken is tried again; twice as long each time."""
_TURN = 1.0
"""Seconds that another configuration waits for the request of the one before."""
THROUGH = 0.5
"""Seconds that whoever ends a span waits for its export when the process is about to end."""
_SUPPRESSED = Context({"suppress_instrumentation": True, "suppress_http_instrumentation": True})
"""What OpenTelemetry's instrumentations look for: the request of an exporter makes no span."""


class Courier:
    """Takes spans from the outbox to the exporter.

    `made` counts spans that have come to it, `exported` what was taken, and `failed` what was
    refused, could not be searched for secrets, or was left when the process ended.
    """

    def __init__(self, stream: Stream) -> None:
        self.outbox = Outbox(self.start, self._push)
        self.delay = DELAY
        self.chores: list[Callable[[], None]] = []
        self.redactor: Redactor | None = None
        self.destination: Destination | None = None
        self.complaints = Complaints(stream)
        self._begin()

    def forked(self) -> None:
        """In a new process: there is no thread, and the connection is the parent's."""
        self.outbox.forked()
        self.complaints.forked()
        if self.redactor is not None:
            self.redactor.counts = dict.fromkeys(self.redactor.counts, 0)
        self._begin()

    def _begin(self) -> None:
        self.made = self.exported = self.failed = 0
        self.in_hand: list[ReadableSpan] = []
        self.turn = allocate_lock()
        self._way: Way | None = None
        self._troubled = self._stopped = False
        self.patience = Patience(LAST)
        self._pause, self._try_at = _FIRST, 0.0
        self._bell = Bell()
        self._asked: SimpleQueue[SimpleQueue[bool]] = SimpleQueue()
        # Held while there is a thread.
        self._alive = allocate_lock()

    @property
    def waiting(self) -> int:
        """Spans that are not out yet."""
        return len(self.outbox.queue) + len(self.in_hand)

    @property
    def lost(self) -> int:
        """Spans that nobody will see."""
        return self.failed + self.outbox.dropped

    def start(self) -> None:
        """There is something to do: wakes the thread, or makes it."""
        if self._alive.acquire(blocking=False):
            try:
                start_new_thread(self._run, (self._alive,))
            except RuntimeError:
                # At the end of the interpreter, or by a limit of the system.
                self._alive.release()
                return
        self._bell.ring()

    def flush(self, timeout: float) -> bool:
        """Waits until what has ended before is exported; whether it was, in time.

        An exporter that takes nothing is known after one try, and is not waited for.
        """
        # Where there is a thread it may have some that are neither in the queue nor in its hand.
        if not self.waiting and not self._alive.locked():
            return True
        done: SimpleQueue[bool] = SimpleQueue()
        self._asked.put(done)
        self.start()
        try:
            return done.get(timeout=max(timeout, 0.0))
        except Empty:
            return False

    def stop(self, timeout: float) -> bool:
        """Exports what there is, and takes nothing more; whether all was exported in time."""
        if self._stopped:
            return True
        done = self.flush(timeout)
        self._stopped, self.outbox.open = True, False
        left = self.waiting
        if left and self.destination is not None:
            self.failed += left
            self.complaints.ends(self.destination.where, left)
        return done

    def resume(self) -> None:
        """After `stop`: the process goes on."""
        self._stopped = self.outbox.through = False
        self.patience.renew()
        self.outbox.open = self.destination is not None

    def bound_by(self, bounds: Bounds) -> None:
        """From now on so many spans wait, and go together."""
        self.outbox.limit, self.outbox.batch, self.delay = bounds

    def hide(self, redactor: Redactor) -> None:
        """From now on what this one hides; it goes on with the counts of the one before."""
        before = self.redactor.counts if self.redactor is not None else {}
        redactor.counts = {**dict.fromkeys(redactor.counts, 0), **before}
        self.redactor = redactor

    def go_to(self, destination: Destination | None) -> None:
        """From now on spans go there; what has ended before goes where it should have gone."""
        # Not for longer: the exporter may be in the middle of a request that nobody answers.
        held = self.turn.acquire(timeout=_TURN)
        try:
            way, self._way = self._way, None
            self.destination = destination
            self._troubled, self._pause = False, _FIRST
        finally:
            if held:
                self.turn.release()
        if way is not None:
            way.close()
        self.resume()

    def _push(self) -> None:
        # Where nothing is taken nobody waits: it would be in vain.
        if not self._troubled:
            self.patience.spend(self.flush, THROUGH)

    def _run(self, alive: object) -> None:
        opentelemetry_context.attach(_SUPPRESSED)
        OVERHEARD.listen()
        # Another process has another lock; the thread of the parent is not there.
        while alive is self._alive:
            try:
                self._work()
            except Exception as error:  # noqa: BLE001 - nobody would export any more
                say(f"the exporter of spans goes on after {described(error)}")
                time.sleep(REST)

    def _work(self) -> None:
        self._gather()
        asked = self._askers()
        done = self._deliver_due(bool(asked))
        for one in asked:
            one.put(done)
        with self.turn:
            for chore in self.chores:
                chore()
        if self._troubled and self._asked.empty():
            self._bell.heard(min(max(self._try_at - time.monotonic(), 0.0), REST))

    def _gather(self) -> None:
        """Waits until there is something to do; the first span waits for others."""
        outbox = self.outbox
        if not self.waiting and self._asked.empty():
            self._rest()
        outbox.called = self._troubled
        # Those of the first spans, which have come before it was seen that nobody rests.
        self._bell.silence()
        calm = self._asked.empty() and not self._troubled
        if calm and 0 < len(outbox.queue) < outbox.batch:
            self._bell.heard(self.delay)

    def _deliver_due(self, asked: bool) -> bool:
        """Exports what waits, and not what comes meanwhile; whether nothing of it is left."""
        rounds, well = self.waiting // self.outbox.batch + 2, True
        while rounds and well and self.waiting and (asked or time.monotonic() >= self._try_at):
            well = self._deliver()
            rounds -= 1
        return not self.waiting or (well and not rounds)

    def _rest(self) -> None:
        self._bell.silence()
        self.outbox.resting = True
        # A span that came before the flag was seen has woken nobody.
        if not self.outbox.queue and self._asked.empty():
            self._bell.heard(REST)
        self.outbox.resting = False

    def _askers(self) -> list[SimpleQueue[bool]]:
        asked: list[SimpleQueue[bool]] = []
        try:
            while True:
                asked.append(self._asked.get_nowait())
        except Empty:
            return asked

    def _deliver(self) -> bool:
        """One batch; whether the next one may follow at once."""
        with self.turn:
            self._take()
            if self.destination is None:
                self.failed += len(self.in_hand)
                self.in_hand = []
                return True
            if not self.in_hand:
                return True
            return self._settle(self._sent(self.destination))

    def _sent(self, destination: Destination) -> Outcome:
        way = self._way
        try:
            if way is None:
                way = self._way = destination.make()
        except Exception as error:  # noqa: BLE001 - a variable of the exporter that it cannot read
            return Outcome(taken=False, why=described(error))
        return way.send(self.in_hand)

    def _take(self) -> None:
        """Fills the hand, unless it still holds what nobody has taken."""
        queue, batch = self.outbox.queue, self.outbox.batch
        if self.in_hand or self.redactor is None:
            return
        taken: list[ReadableSpan] = []
        while queue and len(taken) < batch:
            try:
                taken.append(queue.popleft())
            except IndexError:
                # Whoever made room was faster.
                break
        self.made += len(taken)
        self.in_hand, withheld = all_shown(taken, self.redactor)
        self.failed += withheld

    def _settle(self, outcome: Outcome) -> bool:
        where = self.destination.where if self.destination is not None else ""
        if outcome.again and not outcome.taken:
            self._troubled = True
            self._try_at = time.monotonic() + self._pause
            self._pause = min(self._pause * 2, _LONGEST)
            self.complaints.failed(where, outcome.why, self.waiting, self.lost)
            return False
        count, self.in_hand = len(self.in_hand), []
        self._troubled, self._pause = False, _FIRST
        refused = min(outcome.refused, count) if outcome.taken else count
        self.exported += count - refused
        self.failed += refused
        if refused:
            self.complaints.failed(where, outcome.why, self.waiting, self.lost)
        else:
            self.complaints.recovered(where, self.lost)
        return True
