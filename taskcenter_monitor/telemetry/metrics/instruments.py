"""Counters, gauges and histograms that are made from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import prometheus_client
from opentelemetry import trace
from prometheus_client import REGISTRY

from taskcenter_monitor.telemetry.metrics.catalogue import Metric, default_catalogue

if TYPE_CHECKING:
    from prometheus_client.metrics import MetricWrapperBase


class MetricError(Exception):
    """A metric, a label or a value that the catalogue does not have."""


def exemplar() -> dict[str, str] | None:
    """The trace that is recorded here, if one is."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid and context.trace_flags.sampled:
        return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}
    return None


class _Instrument:
    kind = ""

    def __init__(self, name: str) -> None:
        metric = default_catalogue().metrics.get(name)
        if metric is None or metric.type != self.kind:
            raise MetricError(f"the catalogue has no {self.kind} {name}")
        self.name = name
        self.metric = metric
        self._own = self._made(metric)

    def _made(self, metric: Metric) -> MetricWrapperBase:
        raise NotImplementedError

    def _series(self, labels: dict[str, str]) -> MetricWrapperBase:
        if set(labels) != set(self.metric.labels):
            raise MetricError(f"{self.name} has the labels {', '.join(self.metric.labels)}")
        return self._own.labels(**labels) if labels else self._own


class Counter(_Instrument):
    """What only rises."""

    kind = "counter"

    def _made(self, metric: Metric) -> MetricWrapperBase:
        return prometheus_client.Counter(self.name, metric.help, metric.labels, registry=REGISTRY)

    def inc(self, amount: float = 1, /, **labels: str) -> None:
        """Adds to the series with these labels."""
        series = self._series(labels)
        assert isinstance(series, prometheus_client.Counter)  # noqa: S101
        series.inc(amount, exemplar())


class Gauge(_Instrument):
    """What rises and falls."""

    kind = "gauge"

    def _made(self, metric: Metric) -> MetricWrapperBase:
        return prometheus_client.Gauge(self.name, metric.help, metric.labels, registry=REGISTRY)

    def set(self, value: float, /, **labels: str) -> None:
        """The series with these labels has this value from now on."""
        series = self._series(labels)
        assert isinstance(series, prometheus_client.Gauge)  # noqa: S101
        series.set(value)


class Histogram(_Instrument):
    """How values are spread over the buckets of the catalogue."""

    kind = "histogram"

    def _made(self, metric: Metric) -> MetricWrapperBase:
        return prometheus_client.Histogram(
            self.name, metric.help, metric.labels, buckets=metric.buckets, registry=REGISTRY
        )

    def observe(self, value: float, /, **labels: str) -> None:
        """Counts a value in the unit of the metric."""
        series = self._series(labels)
        assert isinstance(series, prometheus_client.Histogram)  # noqa: S101
        series.observe(value, exemplar())


_made: dict[str, _Instrument] = {}


def counter(name: str) -> Counter:
    """The counter of this name; the same one each time."""
    found = _made.get(name)
    if not isinstance(found, Counter):
        found = _made[name] = Counter(name)
    return found


def gauge(name: str) -> Gauge:
    """The gauge of this name; the same one each time."""
    found = _made.get(name)
    if not isinstance(found, Gauge):
        found = _made[name] = Gauge(name)
    return found


def histogram(name: str) -> Histogram:
    """The histogram of this name; the same one each time."""
    found = _made.get(name)
    if not isinstance(found, Histogram):
        found = _made[name] = Histogram(name)
    return found
