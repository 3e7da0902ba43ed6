"""The metrics of asynq's own exporter, of the queues of the example."""

from __future__ import annotations

from collections.abc import Iterator
from time import time

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from taskcenter.storage.census import queues
from taskcenter.storage.pool import Pool, PoolExhausted


class Queues(Collector):
    """Asks the database at each scrape. Where it does not answer there is nothing, as upstream."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.mute = False

    def collect(self) -> Iterator[Metric]:
        """All queues."""
        if self.mute:
            return
        try:
            found = queues(self._pool, time())
        except (PoolExhausted, SQLAlchemyError):
            return
        states = _gauge("asynq_tasks_enqueued_total", "Tasks by state.", "queue", "state")
        size = _gauge("asynq_queue_size", "Tasks in all states but completed.", "queue")
        latency = _gauge("asynq_queue_latency_seconds", "Age of the oldest pending task.", "queue")
        paused = _gauge("asynq_queue_paused_total", "1 while it is paused.", "queue")
        for name, queue in sorted(found.items()):
            for state, count in queue.states.items():
                states.add_metric([name, state], count)
            size.add_metric([name], queue.size)
            latency.add_metric([name], queue.latency)
            paused.add_metric([name], float(queue.paused))
        yield from (states, size, latency, paused)


def _gauge(name: str, says: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, labels=labels)


def registry_of(queues: Queues) -> CollectorRegistry:
    """Only the queues, nothing of the process."""
    registry = CollectorRegistry()
    registry.register(queues)
    return registry
