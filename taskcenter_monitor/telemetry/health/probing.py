"""One component is asked: in a thread of its own, so that nobody waits longer than he wants to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from inspect import isawaitable
from threading import Thread
from time import monotonic
from typing import Any

from taskcenter_monitor.telemetry.health.report import (
    DEGRADED,
    HEALTHY,
    UNHEALTHY,
    Check,
    Component,
    Status,
)

_SAID: dict[Any, Status] = {
    None: HEALTHY,
    True: HEALTHY,
    False: UNHEALTHY,
    HEALTHY: HEALTHY,
    DEGRADED: DEGRADED,
    UNHEALTHY: UNHEALTHY,
}


class Probe:
    """A check, and what its last run has found.

    A run that does not come back is left alone, and no other is begun before it does: a database
    that hangs is not asked by more and more threads.
    """

    def __init__(self, name: str, check: Check, *, critical: bool) -> None:
        self.name, self.critical = name, critical
        self._check = check
        self._run: Run | None = None

    def begin(self, loop: asyncio.AbstractEventLoop | None, timeout: float) -> None:
        """Asks, without waiting for the answer."""
        if self._run is None or not self._run.is_alive():
            self._run = Run(self.name, self._check, loop, timeout)
            try:
                self._run.start()
            except RuntimeError as error:
                # The process is about to end, or may have no more threads.
                self._run.finish(UNHEALTHY, str(error))

    def found(self, until: float, timeout: float) -> Component:
        """What it has found, waited for until then on the monotonic clock."""
        run = self._run
        if run is None:
            return Component(status=UNHEALTHY, critical=self.critical, took=0.0, why="not asked")
        if run.is_alive():
            run.join(max(0.0, until - monotonic()))
        if run.status is None:
            took, why = monotonic() - run.begun, f"no answer within {timeout:g} s"
            return Component(status=UNHEALTHY, critical=self.critical, took=took, why=why)
        return Component(
            status=run.status, critical=self.critical, took=run.took, why=run.why, error=run.error
        )

    def forget(self) -> None:
        """Asks anew the next time, whatever is under way."""
        self._run = None


class Run(Thread):
    """One answer on its way; `status` is None until it is there."""

    def __init__(
        self, name: str, check: Check, loop: asyncio.AbstractEventLoop | None, timeout: float
    ) -> None:
        super().__init__(name=f"telemetry-health-{name}", daemon=True)
        self._check, self._loop, self._timeout = check, loop, timeout
        self.begun = monotonic()
        self.status: Status | None = None
        self.took, self.why = 0.0, ""
        self.error: BaseException | None = None

    def run(self) -> None:
        """Asks, and keeps what comes back."""
        try:
            said = self._check()
            if isawaitable(said):
                said = self._awaited(said)
            self.finish(*_understood(said))
        except BaseException as error:  # noqa: BLE001 - what it raises is what it has found; of a
            # cancelled task or `sys.exit` this thread is the end in any case.
            # Its text may hold an address with a password; the log is searched for those.
            self.finish(UNHEALTHY, type(error).__name__, error)

    def finish(self, status: Status, why: str, error: BaseException | None = None) -> None:
        """This is the answer."""
        self.took, self.why = monotonic() - self.begun, why
        self.error = error
        self.status = status

    def _awaited(self, said: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever the check says
        if self._loop is None or not self._loop.is_running():
            return asyncio.run(_within(said, self._timeout))
        asked = asyncio.run_coroutine_threadsafe(_within(said, self._timeout), self._loop)
        return asked.result()


async def _within(said: Awaitable[Any], timeout: float) -> Any:  # noqa: ANN401 - as above
    return await asyncio.wait_for(said, timeout)


def _understood(said: Any) -> tuple[Status, str]:  # noqa: ANN401 - as above
    try:
        return _SAID[said], ""
    except (KeyError, TypeError):
        return UNHEALTHY, f"the check says {type(said).__name__}, and no status"
