"""What every instrumented role does around its work: logs, spans, metrics, signals."""

from __future__ import annotations

import asyncio
import signal
from time import monotonic

from taskcenter.options import Options
from taskcenter_monitor.telemetry import logging, metrics, tracing

BOUND = 1.5
"""Seconds from the signal to the last line. Who has sent it waits for two, and Python ends too."""
LEAST = 0.3
"""Seconds that the spans, and then the lines, have in any case."""


def begin(options: Options) -> logging.Logger:
    """Sets the telemetry up; the logger of the role."""
    service = f"task-center-{options.role}"
    logging.configure(service, file=options.log)
    tracing.configure(service)
    metrics.configure()
    return logging.get_logger(options.role)


def end(stop: Stop) -> None:
    """All lines and spans are out, as far as there is somebody to take them."""
    tracing.shutdown(max(LEAST, BOUND - LEAST - stop.since))
    logging.shutdown(max(LEAST, BOUND - stop.since))


class Stop:
    """Set by SIGTERM and SIGINT."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._at = 0.0
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._set)

    @property
    def asked(self) -> bool:
        """Whether it is time to end."""
        return self._event.is_set()

    @property
    def since(self) -> float:
        """The seconds since the first signal."""
        return monotonic() - self._at if self.asked else 0.0

    def _set(self) -> None:
        if not self.asked:
            self._at = monotonic()
        self._event.set()

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
