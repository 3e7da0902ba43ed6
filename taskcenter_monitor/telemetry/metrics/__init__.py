"""Metrics as the specs have them: a service names one, and its type, labels and buckets follow.

created = metrics.counter("task_center_tasks_created_total")
created.inc()
took = metrics.histogram("task_center_callback_duration_seconds")
took.observe(0.25, business_id="crm")
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.catalogue import CatalogueFault
from taskcenter_monitor.telemetry.metrics import forks
from taskcenter_monitor.telemetry.metrics.book import BOOK
from taskcenter_monitor.telemetry.metrics.configuration import configure
from taskcenter_monitor.telemetry.metrics.exposition import Exposition, expose, process_ended
from taskcenter_monitor.telemetry.metrics.faults import MetricError
from taskcenter_monitor.telemetry.metrics.instruments import Counter, Gauge, Histogram, Summary

__all__ = [
    "CatalogueFault",
    "Counter",
    "Exposition",
    "Gauge",
    "Histogram",
    "MetricError",
    "Summary",
    "configure",
    "counter",
    "expose",
    "gauge",
    "histogram",
    "process_ended",
    "summary",
]

forks.install()


def counter(name: str) -> Counter:
    """The counter of this name; the same one each time."""
    return BOOK.instrument(Counter, name)


def gauge(name: str) -> Gauge:
    """The gauge of this name; the same one each time."""
    return BOOK.instrument(Gauge, name)


def histogram(name: str) -> Histogram:
    """The histogram of this name; the same one each time."""
    return BOOK.instrument(Histogram, name)


def summary(name: str) -> Summary:
    """The summary of this name; the same one each time."""
    return BOOK.instrument(Summary, name)
