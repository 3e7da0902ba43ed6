"""The runtime's metrics under the names that Go has for them, as the alerts ask for them."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import Iterator, Mapping
from time import perf_counter

from prometheus_client import REGISTRY
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from taskcenter.storage.pool import Pool

DATABASE = "task_center"
"""The label `db_name`."""


def cores() -> int:
    """What GOMAXPROCS says, as a container has it; else the cores that this process may use."""
    named = os.environ.get("GOMAXPROCS", "")
    return int(named) if named.isascii() and named.isdigit() and int(named) else _usable()


def _usable() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pauses:
    """Counts the runs of the garbage collector, and the seconds that they took."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self._begun = 0.0
        gc.callbacks.append(self._called)

    def _called(self, phase: str, _info: Mapping[str, int]) -> None:
        if phase == "start":
            self._begun = perf_counter()
        else:
            self.count += 1
            self.seconds += perf_counter() - self._begun


class Runtime(Collector):
    """Tasks of asyncio and threads are what goroutines are in Go."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pauses = Pauses()

    def collect(self) -> Iterator[Metric]:
        """What a scrape is told."""
        running = len(asyncio.all_tasks(self._loop)) + threading.active_count()
        yield GaugeMetricFamily("go_goroutines", "Tasks of asyncio and threads.", running)
        yield GaugeMetricFamily(
            "go_sched_gomaxprocs_threads", "Cores that this process may use.", cores()
        )
        yield SummaryMetricFamily(
            "go_gc_duration_seconds",
            "Runs of the garbage collector.",
            count_value=self._pauses.count,
            sum_value=self._pauses.seconds,
        )


class Connections(Collector):
    """The pool of the database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        """What a scrape is told."""
        pool = self._pool
        gauges = {
            "max_open": ("Limit of the pool.", pool.limit),
            "in_use": ("Connections in use.", pool.in_use),
            "idle": ("Open connections that nobody uses.", pool.idle),
        }
        for name, (says, value) in gauges.items():
            family = GaugeMetricFamily(f"go_sql_{name}_connections", says, labels=["db_name"])
            family.add_metric([DATABASE], value)
            yield family
        counters = {
            "go_sql_wait_count": ("Waits for a connection.", pool.waits),
            "go_sql_wait_duration_seconds": ("Time spent waiting for one.", pool.waited),
        }
        for name, (says, total) in counters.items():
            counted = CounterMetricFamily(name, says, labels=["db_name"])
            counted.add_metric([DATABASE], total)
            yield counted


def export_runtime(pool: Pool | None) -> None:
    """From now on, of this process; call it where the loop runs."""
    REGISTRY.register(Runtime(asyncio.get_running_loop()))
    if pool is not None:
        REGISTRY.register(Connections(pool))
