"""Writes `telemetry/metrics.json`: the metrics that services make their instruments from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters.documents import json_document
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.templates import RenderTemplate

VERSION = 1
"""Of the schema, as the library knows it."""


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:  # noqa: ARG001
    """Yields the file, where the specs have services that read it.

    Origins are named by JSON paths, as the library names them: `$.metrics.NAME`.
    """
    metrics = monitoring.service_metrics
    if not metrics:
        return
    origins = tuple(_origins(metrics))
    yield Artifact(
        path="telemetry/metrics.json",
        text=catalogue_text(metrics),
        origin=Origin(origins[0][1].file) if origins else Origin("metrics.yaml"),
        origins=origins,
    )


def catalogue_text(metrics: Sequence[ExportedMetric]) -> str:
    """The text of the file."""
    documents = {metric.name: dict(_document(metric)) for metric in metrics}
    return json_document({"version": VERSION, "metrics": documents})


def _origins(metrics: Sequence[ExportedMetric]) -> Iterator[tuple[str, Origin]]:
    for metric in metrics:
        if metric.origin is not None:
            yield f"$.metrics.{metric.name}", metric.origin


def _document(metric: ExportedMetric) -> Iterator[tuple[str, Any]]:
    """What a metric is; what only one type has, or nothing is said of, is left out."""
    yield "type", metric.type
    yield "unit", metric.unit
    yield "help", metric.help
    yield "labels", list(metric.labels)
    if metric.buckets:
        yield "buckets", list(metric.buckets)
    if metric.limit:
        yield "series", metric.limit
    if metric.type == "gauge":
        yield "processes", metric.processes
