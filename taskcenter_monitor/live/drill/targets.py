"""What Prometheus scrapes in a drill: the jobs of the specs, each led to what runs on loopback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from taskcenter_monitor.ir.scrape import PrometheusConfig, ScrapeJob

Addresses = Mapping[str, tuple[str, ...]]
"""A scrape job to the `host:port` of its targets."""


def led(config: PrometheusConfig, addresses: Addresses, alertmanagers: str) -> PrometheusConfig:
    """The same jobs by name, labels and limits; those without an address are left out."""
    delivery = replace(
        config.delivery, targets=(alertmanagers,), scheme="http", path_prefix=""
    )
    jobs = tuple(_led(job, addresses[job.name]) for job in config.jobs if job.name in addresses)
    return replace(config, delivery=delivery, jobs=jobs)


def _led(job: ScrapeJob, targets: tuple[str, ...]) -> ScrapeJob:
    return replace(job, targets=targets, scheme="http", path="/metrics", params=(), credentials=None)
