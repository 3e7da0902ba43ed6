"""From the metric catalogue to what is told of it."""

from __future__ import annotations

from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.metrics import Metric
from taskcenter_monitor.spec.project import Project

_OF_PROMETHEUS = ("up", "scrape_")
"""How the names begin of what Prometheus writes about every target, which exports none of it."""


def compile_catalogue(project: Project) -> tuple[ExportedMetric, ...]:
    """Every metric, in the order of the specs."""
    return tuple(_exported(name, entry) for name, entry in project.catalogue.metrics.items())


def compile_service_metrics(project: Project) -> tuple[ExportedMetric, ...] | None:
    """What a service of ours exports; None where the project has no services in Python.

    That is what its jobs export and what every job does. Its jobs are called like the service, with
    more behind it where there are several, as `task-center-api` of `task-center`.
    """
    if project.telemetry is None:
        return None
    service = project.service.value.service
    return tuple(
        _exported(name, entry)
        for name, entry in project.catalogue.metrics.items()
        if not name.startswith(_OF_PROMETHEUS) and _is_of(service, entry.value.jobs)
    )


def _is_of(service: str, jobs: tuple[str, ...]) -> bool:
    return not jobs or any(job == service or job.startswith(f"{service}-") for job in jobs)


def _exported(name: str, entry: Entry[Metric]) -> ExportedMetric:
    written = entry.value
    return ExportedMetric(
        name=name,
        type=written.type,
        unit=written.unit,
        labels=tuple(written.labels),
        buckets=tuple(written.buckets or ()),
        jobs=written.jobs,
        limit=written.series or 0,
        processes=written.processes or "sum",
        help=written.help,
        origin=entry.origin,
    )
