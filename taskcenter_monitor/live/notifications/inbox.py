"""What the sinks have received, and who of them gave it to whom."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping

MARK = "tcmon-proof-{0}"
"""Stands in the address, or in the secret, that a message is sent with."""

_MARK = re.compile(MARK.format(r"(\d+)"))
_PAUSE = 0.02

Bodies = Mapping[int, tuple[bytes, ...]]
"""The number of a probe to what has arrived for it, the oldest first."""


class Inbox:
    """Filled by the threads of the sinks, emptied by who waits for the messages."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bodies: dict[int, list[bytes]] = {}

    def put(self, address: str, body: bytes) -> None:
        """Takes a message in; what has no mark was sent by somebody else and is dropped."""
        found = _MARK.search(address) or _MARK.search(body.decode("utf-8", "replace"))
        if found is not None:
            with self._lock:
                self._bodies.setdefault(int(found[1]), []).append(body)

    def takes(self, address: str) -> bool:  # noqa: ARG002 - another inbox looks at it
        """Whether what is sent there is taken, or refused."""
        return True

    def wait(self, enough: Callable[[Mapping[int, int]], bool], within: float) -> bool:
        """Whether there is enough, by the number of messages a probe, sooner or later.

        It is given up when nothing has arrived for so many seconds: a large project takes longer.
        """
        before: Mapping[int, int] | None = None
        until = 0.0
        while True:
            with self._lock:
                counts = {probe: len(found) for probe, found in self._bodies.items()}
            if enough(counts):
                return True
            if counts != before:
                before, until = counts, time.monotonic() + within
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE)

    def take(self) -> Bodies:
        """All that has arrived since the last time."""
        with self._lock:
            taken = {probe: tuple(found) for probe, found in self._bodies.items()}
            self._bodies = {}
        return taken
