"""What the data sources of Grafana, the compose file and the deployment guide are made of."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceQuery:
    """A series that is shown for a span; the matchers of the span are put behind its name."""

    title: str
    series: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How points, lines and spans lead to each other.

    `attribute` of a span is `log_label` of a stream and `metric_label` of a series. `pattern` finds
    the trace id of a line, in its one group. Times are what Grafana reads: one number, one unit.
    """

    exemplar_label: str
    attribute: str
    log_label: str
    metric_label: str
    pattern: str
    before: str
    after: str
    around: str
    queries: tuple[TraceQuery, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSources:
    """Where Grafana finds the servers; `interval` is how often most targets are scraped."""

    prometheus: str
    prometheus_version: str
    alertmanager: str
    loki: str
    jaeger: str
    interval: str
    links: Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A folder of the host, or a volume by its name, in a container.

    A folder is only read; what is mounted below it on the host later on is seen as well where
    `follows` says so.
    """

    source: str
    target: str
    is_volume: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """One service of the compose file; "" and () stand for what is left out.

    `dockerfile`, a text, or `build`, a folder and a file within it, is there in place of `image`.
    `probe` is the command that tells whether it is well. `secrets` are paths below the folder of
    secrets. `waits_for` names containers that are started before.
    """

    name: str
    image: str
    probe: tuple[str, ...]
    origin: Origin
    dockerfile: str = ""
    build: tuple[str, str] | None = None
    command: tuple[str, ...] = ()
    environment: Pairs = ()
    ports: tuple[str, ...] = ()
    mounts: tuple[Mount, ...] = ()
    secrets: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    memory: str = ""
    host_processes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A file with a secret: its name, where it lies on the host, and which containers read it."""

    name: str
    file: str
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The whole stack; `logs_kept` and `traces_kept` are "" where these run elsewhere.

    `addresses` are the hosts outside of the stack that something in it speaks to, each with what
    does so. `title` is the service in the first language, `languages` are all of them.
    `has_dashboards` says whether Grafana is given any.
    """

    service: str
    title: str
    languages: tuple[str, ...]
    network: str
    sources: DataSources
    containers: tuple[Container, ...]
    secrets: tuple[Secret, ...]
    logs_kept: str
    traces_kept: str
    metrics_kept: str
    addresses: tuple[tuple[str, str], ...]
    links: Pairs
    reload: bool
    has_dashboards: bool
    origin: Origin
