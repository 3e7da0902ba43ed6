"""Callbacks and executions that go wrong on the side of the worker."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from random import random

from taskcenter.faults.fault import Fault, Number, Text, Values
from taskcenter.faults.repeating import Repeating
from taskcenter_monitor.telemetry import metrics

_BUSINESS = Text("", says="only those of this business; all without")


@dataclass(slots=True)
class Network:
    """What lies between the worker and the business systems."""

    refused_port: int = 0
    refusing: float = 0.0
    business_id: str = ""
    delay: float = 0.0
    delayed: float = 0.0

    async def route(self, url: str, business_id: str) -> str:
        """The URL that a callback reaches in truth, after the time that it takes to."""
        if random() < self.delayed:  # noqa: S311 - any share will do
            await asyncio.sleep(self.delay)
        concerned = self.business_id in ("", business_id)
        if concerned and random() < self.refusing:  # noqa: S311
            return f"http://127.0.0.1:{self.refused_port}/"
        return url


class CallbackFailures(Fault):
    """Business systems refuse the connection."""

    name = "callback_failures"
    says = "`share` of the callbacks of `business_id` find nobody listening"
    parameters = {"share": Number(1.0, 0.0, 1.0, "of the callbacks"), "business_id": _BUSINESS}

    def __init__(self, network: Network) -> None:
        self._network = network
        self._closed: socket.socket | None = None

    def on(self, values: Values) -> None:
        """A port that is bound and does not listen refuses."""
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))
        self._network.refused_port = self._closed.getsockname()[1]
        self._network.business_id = values["business_id"]
        self._network.refusing = values["share"]

    def off(self) -> None:
        """All are reached again."""
        self._network.refusing = 0.0
        if self._closed is not None:
            self._closed.close()
            self._closed = None


class CallbackSlow(Fault):
    """The way to the business systems takes long, really."""

    name = "callback_slow"
    says = "`share` of the callbacks take `seconds` longer"
    parameters = {
        "seconds": Number(31.0, 0.0, 60.0, "of delay"),
        "share": Number(1.0, 0.0, 1.0, "of the callbacks"),
    }

    def __init__(self, network: Network) -> None:
        self._network = network

    def on(self, values: Values) -> None:
        """From the next callback on."""
        self._network.delay, self._network.delayed = values["seconds"], values["share"]

    def off(self) -> None:
        """Callbacks that are delayed already stay so."""
        self._network.delay = self._network.delayed = 0.0


class LongTimes(Fault):
    """Observes durations as if they had been that long: nobody waits five minutes for a drill."""

    _metric = ""

    def __init__(self, business_id: str) -> None:
        self._business_id = business_id
        self._observing: Repeating | None = None

    def on(self, values: Values) -> None:
        """Beside those that are really measured."""
        histogram = metrics.histogram(self._metric)
        self._observing = Repeating(
            lambda: histogram.observe(values["seconds"], business_id=self._business_id),
            1 / values["rate"],
        )

    def off(self) -> None:
        """None is observed any more."""
        if self._observing is not None:
            self._observing.stop()
            self._observing = None


_RATE = Number(20.0, 0.1, 200.0, "observations a second")


class ExecutionLong(LongTimes):
    """Executions that claim to have taken long."""

    name = "execution_long"
    says = "counts `rate` executions a second as if each had taken `seconds`"
    parameters = {"seconds": Number(400.0, 0.0, 1800.0, "of each"), "rate": _RATE}
    _metric = "task_center_task_execution_duration_seconds"


class CallbackLong(LongTimes):
    """Callbacks that claim to have taken long."""

    name = "callback_long"
    says = "counts `rate` callbacks a second as if each had taken `seconds`"
    parameters = {"seconds": Number(40.0, 0.0, 60.0, "of each"), "rate": _RATE}
    _metric = "task_center_callback_duration_seconds"
