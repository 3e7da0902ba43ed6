"""Records on their way from the queue to the outlets, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.pipe import Mark
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.logging.stacks import described

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.writer import Writer

BATCH = 256
"""Records a write: enough to make the system call cheap, few enough to lose little memory."""
SPOILT = "a record could not be rendered"


class Batches:
    """Writes for the one thread whose turn it is.

    `taken` is when the oldest record was logged that is being written, 0 while none is, and
    `in_hand` are the lines that outlets are taking. `spoilt` counts the records that could not be
    rendered, `unwritten` the lines that delivery itself has failed for.
    """

    def __init__(self, writer: Writer) -> None:
        self.taken = 0
        self.in_hand: Sequence[bytes] = ()
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
        self.in_hand = ()
        self._busy = False

    def _write(self) -> None:
        pipe, entries = self._writer.pipe, list[Record | Mark]()
        self.taken = pipe.oldest()
        try:
            lines = self._rendered(pipe.queue.popleft, entries)
        except BaseException:
            # A Ctrl-C, or a handler of a signal that exits: whoever comes next writes them.
            pipe.queue.extendleft(reversed(entries))
            raise
        self._deliver(lines)
        for entry in entries:
            if not isinstance(entry, tuple):
                entry()

    def _rendered(
        self, take: Callable[[], Record | Mark], entries: list[Record | Mark]
    ) -> Sequence[bytes]:
        lines: list[bytes] = []
        line = self._writer.renderer.line
        while len(entries) < BATCH:
            try:
                entry = take()
            except IndexError:
                break
            entries.append(entry)
            if isinstance(entry, tuple):
                try:
                    lines.append(line(entry))
                except Exception as error:  # noqa: BLE001 - one record must not cost the others
                    lines += self._instead(entry, error)
        return lines

    def _lines(self, record: Record) -> Sequence[bytes]:
        try:
            return [self._writer.renderer.line(record)]
        except Exception as error:  # noqa: BLE001 - one record must not cost the others
            return self._instead(record, error)

    def _instead(self, record: Record, error: Exception) -> Sequence[bytes]:
        """What can still be said of a record: when, by whom and where it was logged."""
        self.spoilt += 1
        if self.spoilt == 1:
            say(f"{SPOILT}: {described(error)}")
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
        self.in_hand = lines
        try:
            self._writer.delivery.deliver(lines)
        except Exception as error:  # noqa: BLE001 - the others still get theirs
            if not self.unwritten:
                say(f"an outlet failed: {described(error)}")
            self.unwritten += len(lines)
        self.in_hand = ()
