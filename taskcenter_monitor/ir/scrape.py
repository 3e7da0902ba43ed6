"""What `prometheus.yml` is made of."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeLimits:
    """Limits of one scrape; 0 and "" stand for none."""

    samples: int
    labels: int
    label_name_length: int
    label_value_length: int
    targets: int
    body_size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """How Prometheus says who it is; without `username` the file holds a bearer token."""

    username: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeJob:
    """One scrape job; "" is inherited from the top of the file."""

    name: str
    targets: tuple[str, ...]
    labels: Pairs
    scheme: str
    path: str
    params: tuple[tuple[str, tuple[str, ...]], ...]
    interval: str
    timeout: str
    honor_labels: bool
    limits: ScrapeLimits
    drop_series_with: tuple[str, ...]
    credentials: Credentials | None
    fallback_protocol: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDelivery:
    """The Alertmanagers, all of which get every alert, without the label `replica_label`."""

    targets: tuple[str, ...]
    scheme: str
    path_prefix: str
    timeout: str
    replica_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """Storage as far as the file takes it; `retention` is "" where it has to be a flag."""

    retention: str
    out_of_order_time_window: str
    max_exemplars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrometheusConfig:
    """The whole of `prometheus.yml`."""

    interval: str
    timeout: str
    evaluation_interval: str
    external_labels: Pairs
    rule_files: tuple[str, ...]
    delivery: AlertDelivery
    storage: StorageSettings
    jobs: tuple[ScrapeJob, ...]
    origin: Origin
