"""Asks all components at once, and not again before some seconds have gone by."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from threading import Lock, Thread
from time import monotonic

from taskcenter_monitor.telemetry import metrics
from taskcenter_monitor.telemetry.health.probing import Probe
from taskcenter_monitor.telemetry.health.report import Check, Report, Status
from taskcenter_monitor.telemetry.logging import get_logger

TIMEOUT = 2.0
"""Seconds for an answer: less than a scrape or a probe waits."""
FRESH = 5.0
"""Seconds for which an answer is good: however many ask, a database is asked that seldom."""
_EXPORTED: dict[Status, float] = {"healthy": 1.0, "degraded": 0.5, "unhealthy": 0.0}
_log = get_logger("telemetry.health")


class Health:
    """The components of a service, each with what tells whether it works.

    Where one of `checks` is unhealthy so is the whole; where one of `optional` is, the whole is
    degraded. A check is a function, which is run in a thread, or `async`, and then awaited in the
    loop of the service where `runs_in` has named one, else in one of its own. `timeout` and `fresh`
    are in seconds.
    """

    def __init__(
        self,
        checks: Mapping[str, Check],
        *,
        optional: Mapping[str, Check] | None = None,
        timeout: float = TIMEOUT,
        fresh: float = FRESH,
    ) -> None:
        others = dict(optional or {})
        if twice := set(checks) & set(others):
            raise ValueError(f"both critical and optional: {', '.join(sorted(twice))}")
        self._probes = [
            *(Probe(name, check, critical=True) for name, check in checks.items()),
            *(Probe(name, check, critical=False) for name, check in others.items()),
        ]
        self._timeout, self._fresh = timeout, fresh
        self._loop: asyncio.AbstractEventLoop | None = None
        with suppress(RuntimeError):
            self._loop = asyncio.get_running_loop()
        self._lock = Lock()
        self._last: Report | None = None
        self._asked = -fresh
        self._told: dict[str, Status] = {}
        self._status = metrics.gauge("task_center_health_status")
        os.register_at_fork(after_in_child=self._begin_anew)

    def runs_in(self, loop: asyncio.AbstractEventLoop) -> None:
        """Checks that are `async` are awaited there, whoever asks."""
        self._loop = loop

    def report(self) -> Report:
        """How the components are, as found within the last seconds; asks them where that is older.

        Whoever comes while others ask waits for what they find.
        """
        with self._lock:
            age = monotonic() - self._asked
            if self._last is None or age >= self._fresh:
                self._last, age = self._found(), 0.0
            return replace(self._last, age=age)

    async def areport(self) -> Report:
        """The same, without holding up the loop, in which `async` checks are awaited."""
        self.runs_in(asyncio.get_running_loop())
        return await asyncio.to_thread(self.report)

    def keep_fresh(self) -> None:
        """Asks the components where that was too long ago, and does not wait for what they say.

        For a scrape: what task_center_health_status shows is then that of the scrape before.
        """
        if monotonic() - self._asked >= self._fresh and not self._lock.locked():
            with suppress(RuntimeError):
                Thread(target=self.report, name="telemetry-health", daemon=True).start()

    def _found(self) -> Report:
        begun = monotonic()
        for probe in self._probes:
            probe.begin(self._loop, self._timeout)
        until = begun + self._timeout
        report = Report(
            found={probe.name: probe.found(until, self._timeout) for probe in self._probes}
        )
        self._asked = monotonic()
        for name, component in report.found.items():
            self._status.set(_EXPORTED[component.status], component=name)
        self._tell(report)
        return report

    def _tell(self, report: Report) -> None:
        """What has changed; a probe comes every few seconds, and says nothing new."""
        for name, component in report.found.items():
            before = self._told.get(name, "healthy")
            self._told[name] = component.status
            if component.status != before:
                level = "info" if component.status == "healthy" else "warn"
                _log.log(
                    level,
                    "component changed",
                    component_name=name,
                    status=component.status,
                    before=before,
                    why=component.why,
                    error=component.error,
                )

    def _begin_anew(self) -> None:
        """A child has no thread that would answer, or give a lock back."""
        self._lock = Lock()
        self._last = None
        self._loop = None
        for probe in self._probes:
            probe.forget()
