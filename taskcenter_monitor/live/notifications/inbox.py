"""What the sinks have received, and who of them gave it to whom."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping

MARK = "tcmon-proof-{0}"
"""Stands in the address, or in the secret, that a message is sent with."""

_MARK = re.compile(MARK.format(r"(\d+)"))
_PAUSE = 0.05

Bodies = Mapping[int, tuple[bytes, ...]]
"""The number of a probe to what has arrived for it, the oldest first."""


class Inbox:
    """Filled by the threads of the sinks, emptied by who waits for the messages."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._bodies: dict[int, list[bytes]] = {}

    def put(self, address: str, body: bytes) -> None:
        """Takes a message in; what has no mark was sent by somebody else and is dropped."""
        found = _MARK.search(address) or _MARK.search(body.decode("utf-8", "replace"))
        if found is not None:
            with self._changed:
                self._bodies.setdefault(int(found[1]), []).append(body)
                self._changed.notify_all()

    def wait(self, enough: Callable[[Mapping[int, int]], bool], within: float) -> None:
        """Until there is enough, by the number of messages a probe, or so many seconds are over."""
        until = time.monotonic() + within
        with self._changed:
            while not enough({probe: len(found) for probe, found in self._bodies.items()}):
                if time.monotonic() > until:
                    return
                self._changed.wait(_PAUSE)

    def take(self) -> Bodies:
        """All that has arrived since the last time."""
        with self._changed:
            taken = {probe: tuple(found) for probe, found in self._bodies.items()}
            self._bodies = {}
        return taken
