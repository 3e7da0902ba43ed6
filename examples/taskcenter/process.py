"""What every instrumented role does around its work: logs, spans, metrics, signals."""

from __future__ import annotations

import asyncio
import signal

from taskcenter.options import Options
from taskcenter_monitor.telemetry import logging, metrics, tracing

LAST = 0.4
"""Seconds that what is left of the log, and then of the spans, may take: 2 s is all there is."""


def begin(options: Options) -> logging.Logger:
    """Sets the telemetry up; the logger of the role."""
    service = f"task-center-{options.role}"
    logging.configure(service, file=options.log)
    tracing.configure(service)
    metrics.configure()
    return logging.get_logger(options.role)


def end() -> None:
    """All lines and spans are out, as far as there is somebody to take them."""
    tracing.shutdown(LAST)
    logging.shutdown(LAST)


class Stop:
    """Set by SIGTERM and SIGINT."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._event.set)

    @property
    def asked(self) -> bool:
        """Whether it is time to end."""
        return self._event.is_set()

    async def wait(self) -> None:
        """Until it is."""
        await self._event.wait()

    async def within(self, seconds: float) -> bool:
        """Waits so long at most; whether it is time to end."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        return True
