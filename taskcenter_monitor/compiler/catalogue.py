"""From the metric catalogue to what is told of it."""

from __future__ import annotations

from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.spec.project import Project


def compile_catalogue(project: Project) -> tuple[ExportedMetric, ...]:
    """Every metric, in the order of the specs."""
    return tuple(
        ExportedMetric(
            name=name,
            type=entry.value.type,
            unit=entry.value.unit,
            labels=tuple(entry.value.labels),
            buckets=tuple(entry.value.buckets or ()),
            jobs=entry.value.jobs,
        )
        for name, entry in project.catalogue.metrics.items()
    )
