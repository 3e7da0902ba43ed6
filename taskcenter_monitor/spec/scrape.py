"""Scraping: which targets are asked for metrics, how often, and how much they may answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from taskcenter_monitor.spec.base import LabelName, SpecModel, Window, fault
from taskcenter_monitor.spec.shapes import Inline, Name, SecretFile, Target, UrlPath, matching

Positive = Annotated[int, Field(ge=1)]

Size = Annotated[str, matching(r"[1-9][0-9]{0,9}(?:B|KB|MB|GB)", "a size like 10MB")]
"""Bytes, in units of 1024 as Prometheus takes them."""
Protocol = Literal[
    "PrometheusProto",
    "OpenMetricsText0.0.1",
    "OpenMetricsText1.0.0",
    "PrometheusText0.0.4",
    "PrometheusText1.0.0",
]
"""The names that Prometheus has for exposition formats."""


class Limits(SpecModel):
    """A scrape that exceeds one of these is refused as a whole, so they stand far above normal."""

    samples: Positive | None = None
    labels: Positive | None = None
    label_name_length: Positive | None = None
    label_value_length: Positive | None = None
    targets: Positive | None = None
    body_size: Size | None = None


class BasicAuth(SpecModel):
    """A name, and the file that holds the password."""

    username: str
    password_file: SecretFile
    password: Inline = None


class Job(SpecModel):
    """One scrape job; what is left out comes from the top of the file.

    `drop_series_with` names labels whose series are thrown away: a seat belt against labels with
    a value per task. `fallback_protocol` is for targets without a Content-Type, which
    Prometheus 3 refuses.
    """

    targets: list[Target] = Field(min_length=1)
    path: UrlPath = "/metrics"
    scheme: Literal["http", "https"] = "http"
    params: dict[str, list[str]] = Field(default_factory=dict)
    interval: Window | None = None
    timeout: Window | None = None
    honor_labels: bool = False
    labels: dict[LabelName, str] = Field(default_factory=dict)
    limits: Limits = Limits()
    drop_series_with: list[LabelName] = Field(default_factory=list)
    credentials_file: SecretFile | None = None
    basic_auth: BasicAuth | None = None
    fallback_protocol: Protocol | None = None
    credentials: Inline = None

    @model_validator(mode="after")
    def _one_login(self) -> Job:
        if self.credentials_file is not None and self.basic_auth is not None:
            raise fault("scrape/login", "expected at most one of credentials_file and basic_auth")
        return self


class Alertmanagers(SpecModel):
    """Where alerts are sent: to every one of these, never through a load balancer."""

    targets: list[Target] = Field(min_length=1)
    scheme: Literal["http", "https"] = "http"
    path_prefix: UrlPath | None = None
    timeout: Window = "10s"


class Storage(SpecModel):
    """Storage settings; the retention is that of `service.yaml`."""

    out_of_order_time_window: Window | None = None
    max_exemplars: Positive | None = None


class Scrape(SpecModel):
    """`specs/scrape.yaml`."""

    interval: Window
    timeout: Window
    evaluation_interval: Window
    rule_files: list[str] = Field(min_length=1)
    replica_label: LabelName | None = None
    alertmanagers: Alertmanagers
    storage: Storage = Storage()
    jobs: dict[Name, Job] = Field(min_length=1)
