"""From the scrape spec to what `prometheus.yml` says."""

from __future__ import annotations

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir import scrape as ir
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.scrape import Job, Limits, Scrape
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.vocabulary.versions import parse_version, prometheus_lacks


def compile_scrape(project: Project) -> ir.PrometheusConfig:
    """The configuration of the Prometheus version that the service names."""
    spec, origin, service = project.scrape.value, project.scrape.origin, project.service.value
    return ir.PrometheusConfig(
        interval=spec.interval,
        timeout=spec.timeout,
        evaluation_interval=spec.evaluation_interval,
        external_labels=tuple(service.external_labels.items()),
        rule_files=tuple(spec.rule_files),
        delivery=_delivery(spec),
        storage=_storage(spec, service),
        jobs=tuple(_job(name, job, origin.at("jobs", name)) for name, job in spec.jobs.items()),
        origin=origin,
    )


def _delivery(spec: Scrape) -> ir.AlertDelivery:
    return ir.AlertDelivery(
        targets=tuple(spec.alertmanagers.targets),
        scheme=spec.alertmanagers.scheme,
        path_prefix=spec.alertmanagers.path_prefix or "",
        timeout=spec.alertmanagers.timeout,
        replica_label=spec.replica_label or "",
    )


def _storage(spec: Scrape, service: Service) -> ir.StorageSettings:
    version = parse_version(service.versions.prometheus)
    by_flag = prometheus_lacks("storage.tsdb.retention", version) is not None
    return ir.StorageSettings(
        retention="" if by_flag else service.retention,
        out_of_order_time_window=spec.storage.out_of_order_time_window or "",
        max_exemplars=spec.storage.max_exemplars or 0,
    )


def _job(name: str, job: Job, origin: Origin) -> ir.ScrapeJob:
    return ir.ScrapeJob(
        name=name,
        targets=tuple(job.targets),
        labels=tuple(job.labels.items()),
        scheme=job.scheme,
        path=job.path,
        params=tuple((key, tuple(values)) for key, values in job.params.items()),
        interval=job.interval or "",
        timeout=job.timeout or "",
        honor_labels=job.honor_labels,
        limits=_limits(job.limits),
        drop_series_with=tuple(job.drop_series_with),
        credentials=_credentials(job),
        fallback_protocol=job.fallback_protocol or "",
        origin=origin,
    )


def _limits(limits: Limits) -> ir.ScrapeLimits:
    return ir.ScrapeLimits(
        samples=limits.samples or 0,
        labels=limits.labels or 0,
        label_name_length=limits.label_name_length or 0,
        label_value_length=limits.label_value_length or 0,
        targets=limits.targets or 0,
        body_size=limits.body_size or "",
    )


def _credentials(job: Job) -> ir.Credentials | None:
    if job.basic_auth is not None:
        return ir.Credentials(username=job.basic_auth.username, file=job.basic_auth.password_file)
    if job.credentials_file is not None:
        return ir.Credentials(username="", file=job.credentials_file)
    return None
