"""Writes `prometheus.yml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taskcenter_monitor.emitters.contents import filled
from taskcenter_monitor.emitters.documents import yaml_document
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.scrape import (
    AlertDelivery,
    Credentials,
    PrometheusConfig,
    ScrapeJob,
    ScrapeLimits,
    StorageSettings,
)
from taskcenter_monitor.ir.templates import RenderTemplate


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:  # noqa: ARG001
    """Yields `prometheus/prometheus.yml`; its origins are `job NAME`."""
    config = monitoring.prometheus
    yield Artifact(
        path="prometheus/prometheus.yml",
        text=yaml_document(_document(config), config.origin.file),
        origin=config.origin,
        origins=tuple((f"job {job.name}", job.origin) for job in config.jobs),
    )


def _document(config: PrometheusConfig) -> dict[str, Any]:
    return {
        "global": filled(
            {
                "scrape_interval": config.interval,
                "scrape_timeout": config.timeout,
                "evaluation_interval": config.evaluation_interval,
                "external_labels": dict(config.external_labels),
            }
        ),
        "rule_files": list(config.rule_files),
        "alerting": _alerting(config.delivery),
        "scrape_configs": [_job(job) for job in config.jobs],
        **filled({"storage": _storage(config.storage)}),
    }


def _alerting(delivery: AlertDelivery) -> dict[str, Any]:
    return {
        **filled({"alert_relabel_configs": _without(delivery.replica_label)}),
        "alertmanagers": [
            {
                "scheme": delivery.scheme,
                **filled({"path_prefix": delivery.path_prefix}),
                "timeout": delivery.timeout,
                "static_configs": [{"targets": list(delivery.targets)}],
            }
        ],
    }


def _without(label: str) -> list[dict[str, str]]:
    """Replicas of Prometheus send the same alert, which Alertmanager must see as one."""
    return [{"action": "labeldrop", "regex": label}] if label else []


def _job(job: ScrapeJob) -> dict[str, Any]:
    return filled(
        {
            "job_name": job.name,
            "scheme": job.scheme,
            "metrics_path": job.path,
            "params": {key: list(values) for key, values in job.params},
            "honor_labels": job.honor_labels,
            "scrape_interval": job.interval,
            "scrape_timeout": job.timeout,
            **_login(job.credentials),
            **_limits(job.limits),
            "fallback_scrape_protocol": job.fallback_protocol,
            "static_configs": [
                {"targets": list(job.targets), **filled({"labels": dict(job.labels)})}
            ],
            "metric_relabel_configs": [_dropped(label) for label in job.drop_series_with],
        }
    )


def _login(credentials: Credentials | None) -> dict[str, Any]:
    if credentials is None:
        return {}
    if credentials.username:
        login = {"username": credentials.username, "password_file": credentials.file}
        return {"basic_auth": login}
    return {"authorization": {"credentials_file": credentials.file}}


def _limits(limits: ScrapeLimits) -> dict[str, Any]:
    return {
        "sample_limit": limits.samples,
        "label_limit": limits.labels,
        "label_name_length_limit": limits.label_name_length,
        "label_value_length_limit": limits.label_value_length,
        "target_limit": limits.targets,
        "body_size_limit": limits.body_size,
    }


def _dropped(label: str) -> dict[str, Any]:
    """Series that have the label at all; dropping the label alone would merge them."""
    return {"action": "drop", "source_labels": [label], "regex": ".+"}


def _storage(storage: StorageSettings) -> dict[str, Any]:
    tsdb = {
        "out_of_order_time_window": storage.out_of_order_time_window,
        "retention": filled({"time": storage.retention}),
    }
    exemplars = {"max_exemplars": storage.max_exemplars}
    return filled({"tsdb": filled(tsdb), "exemplars": filled(exemplars)})
