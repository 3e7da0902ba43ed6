"""How a process forks and ends without losing a span.

The ways in which a process ends are those that logging knows (`telemetry.logging.lifecycle`): what
is registered there is told before the last lines are written, which may be about spans.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from taskcenter_monitor.telemetry.logging import processes
from taskcenter_monitor.telemetry.tracing.limits import LAST

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.tracing.courier import Courier
    from taskcenter_monitor.telemetry.tracing.figures import Figures

GRACE = 0.25
"""Seconds that a fork may be delayed by an exporter that does not answer."""


class Companion:
    """The courier, as the end and the forks of a process concern it."""

    def __init__(self, courier: Courier, figures: Figures | None) -> None:
        self._courier = courier
        self._figures = figures
        self._held = False

    def end(self) -> None:
        """The process ends."""
        self._courier.patience.spend(self._courier.stop, LAST)

    def may_end(self) -> None:
        """Somebody else's handler of a signal may end the process, and nobody is told of it."""
        self._courier.patience.spend(self._courier.flush, LAST)
        self._courier.outbox.through = True

    def goes_on(self) -> None:
        """It has not ended."""
        self._courier.resume()

    def before_fork(self) -> None:
        """What has ended is exported by whoever ended it, and no lock is held by a thread."""
        courier = self._courier
        calm = courier.flush(GRACE)
        self._held = courier.turn.acquire(timeout=GRACE if calm else 0.0)

    def after_fork_in_parent(self) -> None:
        """Goes on."""
        if self._held:
            self._courier.turn.release()

    def after_fork_in_child(self) -> None:
        """Begins anew."""
        self._courier.forked()
        if self._figures is not None:
            self._figures.forked()
            # They are those of the parent until the thread has looked.
            self._courier.start()


def install(courier: Courier, figures: Figures | None) -> None:
    """Once a process."""
    companion = Companion(courier, figures)
    processes.companions.append(companion)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=companion.before_fork,
            after_in_parent=companion.after_fork_in_parent,
            after_in_child=companion.after_fork_in_child,
        )
