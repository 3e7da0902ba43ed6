"""From the writer to all outlets, and what happens where one does not take lines."""

from __future__ import annotations

from collections.abc import Sequence

from taskcenter_monitor.telemetry.logging.outlets import Outlet


class Delivery:
    """Hands every line to every outlet; one that fails keeps none of the others from theirs."""

    def __init__(self) -> None:
        self.outlets: Sequence[Outlet] = ()

    def deliver(self, lines: Sequence[bytes]) -> None:
        """Never raises; may block as long as an outlet does."""
        for outlet in self.outlets:
            outlet.write(lines)

    def forked(self) -> None:
        """In a new process: every outlet lets go of what two processes must not share."""
        for outlet in self.outlets:
            outlet.forked()

    def close(self) -> None:
        """Ends every outlet."""
        for outlet in self.outlets:
            outlet.close()
