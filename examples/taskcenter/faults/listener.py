"""A role that cannot be reached."""

from __future__ import annotations

import asyncio
import os
import threading

from taskcenter.admin.condition import Condition
from taskcenter.faults.fault import Fault, Number, Values
from taskcenter.serving import Served

_PATIENCE = 5.0
"""Seconds that a listener has to close or to open."""


class Down(Fault):
    """Connections are refused, and a scrape is answered with 503, so that `up` is 0.

    The admin port itself stays, or nobody could end it.
    """

    name = "down"
    says = "closes the port and answers no scrape"

    def __init__(
        self,
        condition: Condition,
        served: Served | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._condition = condition
        self._served = served
        self._loop = loop

    def on(self, values: Values) -> None:
        """Returns when nobody listens."""
        self._condition.down = True
        if self._served is not None and self._loop is not None:
            closing = asyncio.run_coroutine_threadsafe(self._served.close(), self._loop)
            closing.result(_PATIENCE)

    def off(self) -> None:
        """Returns when it answers again, on the same port."""
        if self._served is not None and self._loop is not None and self._loop.is_running():
            opening = asyncio.run_coroutine_threadsafe(self._served.open(), self._loop)
            opening.result(_PATIENCE)
        self._condition.down = False


class ScrapeSlow(Fault):
    """A scrape that takes long, but not so long that Prometheus gives up."""

    name = "scrape_slow"
    says = "answers a scrape `seconds` later"
    parameters = {"seconds": Number(2.6, 0.0, 30.0, "of delay")}

    def __init__(self, condition: Condition) -> None:
        self._condition = condition

    def on(self, values: Values) -> None:
        """From the next scrape on."""
        self._condition.delay = values["seconds"]

    def off(self) -> None:
        """At once again."""
        self._condition.delay = 0.0


class Crash(Fault):
    """The process ends as one that is killed does. Somebody else has to start it again."""

    name = "crash"
    says = "ends the process with `code` after `seconds`, with nothing put in order"
    parameters = {
        "seconds": Number(0.2, 0.05, 60.0, "until then"),
        "code": Number(1, 1, 125, "of the exit"),
    }

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def on(self, values: Values) -> None:
        """It has some time left to say that it was asked to."""
        self._timer = threading.Timer(values["seconds"], os._exit, (int(values["code"]),))
        self._timer.daemon = True
        self._timer.start()

    def off(self) -> None:
        """It lives on, where it still lives."""
        if self._timer is not None:
            self._timer.cancel()
