"""How long the end of a process waits for its spans, all in all.

An end may come in several steps: a signal, the last requests, `sys.exit`. Each waits for the
exporter, and one that hangs would delay each of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable


class Patience:
    """So many seconds in vain. What has come to a good end costs nothing."""

    def __init__(self, seconds: float) -> None:
        self._whole = self.left = seconds

    def spend(self, wait: Callable[[float], bool], most: float) -> bool:
        """Waits with at most what is left; `wait` is given the seconds and says whether all went
        well.
        """
        began = time.monotonic()
        well = wait(min(self.left, most))
        if not well:
            self.left = max(self.left - (time.monotonic() - began), 0.0)
        return well

    def renew(self) -> None:
        """The process goes on."""
        self.left = self._whole
