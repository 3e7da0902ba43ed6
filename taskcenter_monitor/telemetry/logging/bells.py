"""What wakes the writer.

Those of `threading` are written in Python over a plain lock: whoever logs from a signal handler or
a `__del__` that interrupts them would wait for itself. A SimpleQueue is made for that.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue


class Bell:
    """Rung by anybody, heard by one thread."""

    def __init__(self) -> None:
        self._rings: SimpleQueue[None] = SimpleQueue()

    def ring(self) -> None:
        """Wakes whoever listens, now or the next time. Never waits."""
        self._rings.put(None)

    def heard(self, timeout: float) -> bool:
        """Waits for a ring; whether there was one within `timeout` seconds."""
        try:
            self._rings.get(timeout=timeout)
        except Empty:
            return False
        self.silence()
        return True

    def silence(self) -> None:
        """Forgets the rings that there were."""
        try:
            while True:
                self._rings.get_nowait()
        except Empty:
            pass
