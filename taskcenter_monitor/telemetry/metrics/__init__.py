"""Metrics as the specs have them: a service names one, and its type, labels and buckets follow.

created = metrics.counter("task_center_tasks_created_total")
created.inc()
took = metrics.histogram("task_center_callback_duration_seconds")
took.observe(0.25, business_id="crm")
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.metrics.configuration import configure
from taskcenter_monitor.telemetry.metrics.exposition import Exposition, expose
from taskcenter_monitor.telemetry.metrics.instruments import (
    Counter,
    Gauge,
    Histogram,
    MetricError,
    counter,
    gauge,
    histogram,
)

__all__ = [
    "Counter",
    "Exposition",
    "Gauge",
    "Histogram",
    "MetricError",
    "configure",
    "counter",
    "expose",
    "gauge",
    "histogram",
]
