"""Says what happens while it happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from taskcenter_monitor.live.drill.watch import Seen, Subject


class Telling:
    """One line for an alert that fires and one once it is over; each only once."""

    def __init__(
        self,
        seen: Seen,
        wanted: Collection[Subject],
        start: float,
        say: Callable[[str], None],
    ) -> None:
        self._seen = seen
        self._wanted = wanted
        self._start = start
        self._say = say
        self._fired: set[Subject] = set()
        self._over: set[Subject] = set()

    def tell(self) -> None:
        """What is new."""
        for one in self._seen.episodes:
            if one.subject not in self._wanted:
                continue
            if one.fired is not None and one.subject not in self._fired:
                self._fired.add(one.subject)
                self._line(f"{one.subject.words} fires")
            if one.resolved is not None and one.subject not in self._over:
                self._over.add(one.subject)
                self._line(f"{one.subject.words} is over")

    def _line(self, what: str) -> None:
        self._say(f"{time.monotonic() - self._start:6.1f} s  {what}")
