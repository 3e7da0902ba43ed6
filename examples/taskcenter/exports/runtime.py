"""The runtime's metrics under the names that Go has for them, as the alerts ask for them."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import REGISTRY
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from taskcenter.storage.pool import Pool

DATABASE = "task_center"
"""The label `db_name`."""


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
    """From now on. What the process itself does is shown by `metrics.configure`."""
    if pool is not None:
        REGISTRY.register(Connections(pool))
