"""Records on their way from the queue to the outlets, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.complaints import complain, describe
from taskcenter_monitor.telemetry.logging.record import Record

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.writer import Writer

BATCH = 256
"""Records a write: enough to make the system call cheap, few enough to lose little memory."""
SPOILT = "a record could not be rendered"


class Batches:
    """Writes for the one thread whose turn it is.

    `taken` is when the oldest record was logged that is being written, 0 while none is. `spoilt`
    counts the records that could not be rendered, `unwritten` the lines that an outlet failed for
    by a fault of its own.
    """

    def __init__(self, writer: Writer) -> None:
        self.taken = 0
        self.spoilt = 0
        self.unwritten = 0
        self._writer = writer
        self._busy = False

    def write(self) -> bool:
        """Writes the next ones; False where this very thread is about to do so, further up.

        That is whoever logs from an outlet, a signal handler or a `__del__`: his record comes next.
        """
        if self._busy:
            return False
        self._busy = True
        try:
            self._write()
        finally:
            self.taken = 0
            self._busy = False
        return True

    def write_records(self, records: Iterable[Record]) -> None:
        """Writes records that never were in the queue."""
        self._deliver([line for record in records for line in self._lines(record)])

    def forked(self) -> None:
        """In a new process: what was being written is written by the parent."""
        self.taken = 0
        self._busy = False

    def _write(self) -> None:
        queue = self._writer.pipe.queue
        self.taken = self._writer.pipe.oldest()
        entries = [queue[place] for place in range(min(len(queue), BATCH))]
        lines: list[bytes] = []
        marks = []
        line = self._writer.renderer.line
        for entry in entries:
            if not isinstance(entry, tuple):
                marks.append(entry)
                continue
            try:
                lines.append(line(entry))
            except Exception as error:  # noqa: BLE001 - one record must not cost the others
                lines += self._instead(entry, error)
        # Only now: a Ctrl-C in between must not lose any.
        for _ in entries:
            queue.popleft()
        self._deliver(lines)
        for mark in marks:
            mark()

    def _lines(self, record: Record) -> Sequence[bytes]:
        try:
            return [self._writer.renderer.line(record)]
        except Exception as error:  # noqa: BLE001 - one record must not cost the others
            return self._instead(record, error)

    def _instead(self, record: Record, error: Exception) -> Sequence[bytes]:
        """What can still be said of a record: when, by whom and where it was logged."""
        self.spoilt += 1
        if self.spoilt == 1:
            complain(f"{SPOILT}: {describe(error)}")
        when, level, channel, _, _, _, place, _, _ = record
        fields = {"cause": type(error).__name__}
        plain: Record = (when, level, channel, SPOILT, fields, {}, place, Context(), None)
        try:
            return [self._writer.renderer.line(plain)]
        except Exception:  # noqa: BLE001 - it was said above
            return []

    def _deliver(self, lines: Sequence[bytes]) -> None:
        if not lines:
            return
        try:
            self._writer.delivery.deliver(lines)
        except Exception as error:  # noqa: BLE001 - the others still get theirs
            if not self.unwritten:
                complain(f"an outlet failed: {describe(error)}")
            self.unwritten += len(lines)
