"""The end of a process whose outlets take nothing: what is saved, and what is lost."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from taskcenter_monitor.telemetry.logging.emergency import pass_on, say
from taskcenter_monitor.telemetry.logging.levels import ERROR, NAMES, NUMBERS

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.writer import Writer

_LEVEL = b'"level":"'


class Leftovers:
    """ERROR and above goes to standard error, as far as that takes it at once; the rest is counted.

    A batch that an outlet has begun to take is among it, so a line of it may be in both places:
    nobody can know how far the outlet came.
    """

    def __init__(self) -> None:
        self.lost: Counter[str] = Counter()
        self._seen: Sequence[bytes] = ()

    def rescue(self, writer: Writer, in_hand: Sequence[bytes] = ()) -> None:
        """What the writer has in hand, once, and what waits for it."""
        lines = self._rendered(writer)
        if in_hand and in_hand is not self._seen:
            lines = [*in_hand, *lines]
            self._seen = in_hand
        grave = [line for line in lines if level_of(line) >= ERROR]
        saved = pass_on(grave)
        self.lost.update(NAMES[level_of(line)] for line in lines if level_of(line) < ERROR)
        self.lost.update(NAMES[level_of(line)] for line in grave[saved:])

    def tell(self, writer: Writer) -> None:
        """Says on standard error how much is lost, with what had been dropped before."""
        lost = self.lost + Counter(writer.pipe.take_dropped())
        if lost:
            counts = ", ".join(f"{lost[name]} {name}" for name in NUMBERS if lost[name])
            say(f"the outlets took no lines until the end: up to {lost.total()} are lost, {counts}")
            self.lost.clear()

    def _rendered(self, writer: Writer) -> list[bytes]:
        # What the renderer remembers is the writer's own, which may wake up at any moment.
        renderer, queue, lines = copy.copy(writer.renderer), writer.pipe.queue, []
        while queue:
            try:
                entry = queue.popleft()
            except IndexError:
                break
            if isinstance(entry, tuple):
                lines.append(renderer.line(entry))
            else:
                entry()
        return lines


def level_of(line: bytes) -> int:
    """The level that stands in a line."""
    start = line.find(_LEVEL) + len(_LEVEL)
    return NUMBERS[line[start : line.index(b'"', start)].decode()]
