"""Pauses of the garbage collector, as Python tells of them."""

from __future__ import annotations

import gc
from collections import deque
from time import perf_counter
from typing import Any

_MOST = 10_000
"""Pauses that are kept until somebody takes them: those of some seconds at the worst."""


class Pauses:
    """Seconds that collections took, in which the whole process stood still.

    What is called may be called in the middle of anything, with any lock held: it only appends.
    """

    def __init__(self) -> None:
        self._waiting: deque[float] = deque(maxlen=_MOST)
        self._begun = 0.0

    def listen(self) -> None:
        """Hears of every collection from now on."""
        gc.callbacks.append(self._heard)

    def taken(self) -> list[float]:
        """Those since the last time."""
        found = []
        while self._waiting:
            found.append(self._waiting.popleft())
        return found

    def _heard(self, phase: str, _: Any) -> None:  # noqa: ANN401 - as gc calls it
        if phase == "start":
            self._begun = perf_counter()
        elif self._begun:
            self._waiting.append(perf_counter() - self._begun)
