"""Something that a fault does again and again, until it is over."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

_PATIENCE = 5.0
"""Seconds that a step has to end."""


class Repeating:
    """Threads that call `step` with `pause` seconds between."""

    def __init__(self, step: Callable[[], object], pause: float, threads: int = 1) -> None:
        self._step = step
        self._pause = pause
        self._over = Event()
        self._threads = [
            Thread(target=self._run, name="fault", daemon=True) for _ in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """No step is under way any more, and none follows."""
        self._over.set()
        for thread in self._threads:
            thread.join(_PATIENCE)

    def _run(self) -> None:
        while not self._over.is_set():
            self._step()
            self._over.wait(self._pause)
