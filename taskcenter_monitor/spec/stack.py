"""The servers around the service: what runs them, and how one leads to another."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from taskcenter_monitor.spec.base import LabelName, SignalName, SpecModel, Window, fault
from taskcenter_monitor.spec.containers import Exporter, HostFolder, Image, Publish, Service
from taskcenter_monitor.spec.scrape import Size
from taskcenter_monitor.spec.service import Base
from taskcenter_monitor.spec.shapes import Inline, Name, SecretFile, matching, parsed_by
from taskcenter_monitor.vocabulary.browser import parse_pattern
from taskcenter_monitor.vocabulary.durations import parse_duration

Attribute = Annotated[
    str,
    matching(
        r"[A-Za-z][A-Za-z0-9._-]*",
        "the name of an attribute: letters, digits, dots, _ and -, like service.name",
    ),
]
"""An attribute of a span, as OpenTelemetry names them."""
Host = Annotated[str, matching(r"[A-Za-z0-9._-]+", "the name of a host, like task-center-api")]
"""The name of a host."""
TracePattern = Annotated[str, parsed_by("datasource/pattern", parse_pattern)]
"""A regular expression of browsers with the trace id as its one group."""

_DAY = 86400.0


class Server(SpecModel):
    """A server that the compose file runs, or with `url` one that runs elsewhere.

    `publish` is where people reach it on the host; without, it is seen by the other containers
    alone. `memory` is a limit, none where left out.
    """

    url: Base | None = None
    image: Image | None = None
    publish: Publish | None = None
    memory: Size | None = None

    @model_validator(mode="after")
    def _here_or_elsewhere(self) -> Server:
        if self.url is not None and (self.image or self.publish or self.memory):
            raise fault("stack/server", "`url` is for a server elsewhere; remove what runs it here")
        return self


class Prometheus(Server):
    """Image, versions and retention are those of `service.yaml`.

    `retention_size` is a second limit: whichever is reached first counts. `reload` lets everybody
    who reaches Prometheus reload its configuration by HTTP; a signal does it without.
    """

    retention_size: Size | None = None
    reload: bool = False


class Alertmanager(Server):
    """One container for each Alertmanager that `scrape.yaml` sends alerts to."""


class Grafana(Server):
    """Data sources and dashboards are provisioned; only the administrator is left to set."""

    admin_password_file: SecretFile | None = None
    admin_password: Inline = None

    @model_validator(mode="after")
    def _has_a_password(self) -> Grafana:
        if self.url is None and self.admin_password_file is None:
            raise fault("stack/server", "expected admin_password_file: the default is no password")
        return self


class Storing(Server):
    """A server whose version nothing else names, and how long it keeps what it is sent."""

    retention: Window

    @model_validator(mode="after")
    def _somewhere(self) -> Storing:
        if self.url is None and self.image is None:
            raise fault("stack/server", "expected one of url and image")
        return self


class Loki(Storing):
    """The logs, for `retention`, which is a day at least."""

    retention: Window = "30d"

    @model_validator(mode="after")
    def _keeps_a_day(self) -> Loki:
        if parse_duration(self.retention) < _DAY:
            raise fault("stack/server", "Loki keeps logs for a day at least, or does not start")
        return self


class Jaeger(Storing):
    """The traces, for `retention`; `publish_otlp` takes OTLP over gRPC from outside."""

    retention: Window = "7d"
    publish_otlp: Publish | None = None


class Example(SpecModel):
    """A line of a log, and the trace id that is found in it; without one, none is."""

    line: str
    trace: str | None = None


class Logs(SpecModel):
    """How a line leads to its trace.

    `label` is the label of log streams that names the service, as spans name it.
    """

    label: LabelName
    trace: TracePattern
    examples: list[Example] = Field(min_length=1)


class Traces(SpecModel):
    """How a span leads to logs and metrics, and a point of a graph to its trace.

    `attribute` of a span names its service; `metric_label` is the label of series that has the
    same value. `exemplar_label` is the label of exemplars that holds the trace id. Lines are
    looked for from `before` its start to `after` its end, and metrics within `around`. `signals`
    are recorded ones that are shown for a span.
    """

    attribute: Attribute = "service.name"
    metric_label: LabelName
    exemplar_label: LabelName = "trace_id"
    before: Window = "1h"
    after: Window = "1h"
    around: Window = "5m"
    signals: list[SignalName] = Field(min_length=1)


class Stack(SpecModel):
    """`specs/stack.yaml`.

    `secrets` is the folder on the host with the files of all secrets. `network` is the one that
    all containers are in, and the service joins. `services` are what is watched, where it runs
    here: `{}` where it does not. `elsewhere` names hosts that are scraped and run somewhere else.
    """

    secrets: HostFolder = "../secrets"
    network: Name
    prometheus: Prometheus = Prometheus()
    alertmanager: Alertmanager = Alertmanager()
    grafana: Grafana
    loki: Loki
    jaeger: Jaeger
    exporters: dict[Name, Exporter] = Field(default_factory=dict)
    services: dict[Name, Service] = Field(default_factory=dict)
    elsewhere: list[Host] = Field(default_factory=list)
    logs: Logs
    traces: Traces
