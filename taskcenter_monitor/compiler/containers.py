"""The containers of the stack: how each server is started, fed and asked whether it is well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from taskcenter_monitor.compiler.scrape import compile_scrape
from taskcenter_monitor.ir.stack import Container, Mount
from taskcenter_monitor.spec import containers as spec_of
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.containers import Exporter, Service
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.routing import Routing
from taskcenter_monitor.spec.scrape import Job
from taskcenter_monitor.spec.shapes import SECRETS
from taskcenter_monitor.spec.stack import Stack
from taskcenter_monitor.vocabulary.servers import CLUSTER_PORT, OTLP_PORT, PORTS, host_of, port_of
from taskcenter_monitor.vocabulary.versions import patch_version

_JAEGER_HEALTH = "http://127.0.0.1:13133/status"
_WITHOUT_SHELL = ("CMD", "/usr/bin/loki", "-health")
"""Loki's image holds nothing but Loki."""


def _own(folder: str, target: str) -> Mount:
    """A generated folder: a single file would stay the old one when it is replaced."""
    return Mount(source=folder, target=target)


_DASHBOARDS = (
    _own("./grafana/provisioning/dashboards", "/etc/grafana/provisioning/dashboards"),
    _own("./grafana/dashboards", "/etc/grafana/dashboards"),
)
"""Not there in a project without dashboards: Docker would make such folders, as root."""


def containers(project: Project, entry: Entry[Stack]) -> Iterator[Container]:
    """All that run here, those first that others wait for."""
    stack = entry.value
    if stack.alertmanager.url is None:
        yield from _alertmanagers(project, entry)
    if stack.prometheus.url is None:
        yield _prometheus(project, entry)
    if stack.loki.url is None:
        yield _loki(entry)
    if stack.jaeger.url is None:
        yield _jaeger(entry)
    if stack.grafana.url is None:
        yield _grafana(project, entry)
    for name, exporter in stack.exporters.items():
        yield _exporter(name, exporter, project, entry)
    for name, service in stack.services.items():
        yield _service(name, service, project, entry)


def _prometheus(project: Project, entry: Entry[Stack]) -> Container:
    spec, service = entry.value.prometheus, project.service.value
    return Container(
        name="prometheus",
        image=spec.image or f"prom/prometheus:v{patch_version(service.versions.prometheus)}",
        command=tuple(_prometheus_flags(project, entry)),
        ports=_ports(spec.publish, "prometheus"),
        mounts=(_own("./prometheus", "/etc/prometheus"), _volume("prometheus-data", "/prometheus")),
        secrets=tuple(_scrape_secrets(project)),
        probe=asked("http://127.0.0.1:9090/-/healthy"),
        waits_for=tuple(alertmanager_hosts(project))
        if entry.value.alertmanager.url is None
        else (),
        memory=spec.memory or "",
        origin=entry.origin.at("prometheus"),
    )


def _prometheus_flags(project: Project, entry: Entry[Stack]) -> Iterator[str]:
    spec, service = entry.value.prometheus, project.service.value
    yield "--config.file=/etc/prometheus/prometheus.yml"
    yield "--storage.tsdb.path=/prometheus"
    if not compile_scrape(project).storage.retention:
        yield f"--storage.tsdb.retention.time={service.retention}"
    if spec.retention_size is not None:
        yield f"--storage.tsdb.retention.size={spec.retention_size}"
    yield f"--web.external-url={service.links.prometheus}"
    yield "--web.route-prefix=/"
    yield "--enable-feature=exemplar-storage"
    if spec.reload:
        yield "--web.enable-lifecycle"


def _scrape_secrets(project: Project) -> Iterator[str]:
    for job in project.scrape.value.jobs.values():
        if job.credentials_file is not None:
            yield job.credentials_file
        if job.basic_auth is not None:
            yield job.basic_auth.password_file


def alertmanager_hosts(project: Project) -> list[str]:
    """The names of the Alertmanagers that alerts are sent to."""
    return [host_of(target) for target in project.scrape.value.alertmanagers.targets]


def _alertmanagers(project: Project, entry: Entry[Stack]) -> Iterator[Container]:
    spec, service = entry.value.alertmanager, project.service.value
    hosts = alertmanager_hosts(project)
    for number, host in enumerate(hosts):
        yield Container(
            name=host,
            image=spec.image
            or f"prom/alertmanager:v{patch_version(service.versions.alertmanager)}",
            command=(
                "--config.file=/etc/alertmanager/alertmanager.yml",
                "--storage.path=/alertmanager",
                f"--web.external-url={service.links.alertmanager}",
                "--web.route-prefix=/",
                *_cluster(hosts, host),
            ),
            environment=(("TZ", project.routing.value.timezone),),
            ports=_ports(spec.publish, "alertmanager", number),
            mounts=(
                _own("./alertmanager", "/etc/alertmanager"),
                _volume(f"{host}-data", "/alertmanager"),
            ),
            secrets=tuple(dict.fromkeys(routing_secrets(project.routing.value))),
            probe=asked("http://127.0.0.1:9093/-/healthy"),
            memory=spec.memory or "",
            origin=entry.origin.at("alertmanager"),
        )


def _cluster(hosts: Sequence[str], host: str) -> Iterator[str]:
    """A single one has nobody to speak to, and opens no port for it."""
    if len(hosts) == 1:
        yield "--cluster.listen-address="
        return
    yield f"--cluster.listen-address=0.0.0.0:{CLUSTER_PORT}"
    yield from (f"--cluster.peer={other}:{CLUSTER_PORT}" for other in hosts if other != host)


def routing_secrets(routing: Routing) -> Iterator[str]:
    """The files of secrets that Alertmanager reads."""
    if routing.mail is not None and routing.mail.auth_password_file is not None:
        yield routing.mail.auth_password_file
    for ways in routing.receivers.values():
        for way in ways:
            for _, value in way.settings:
                if isinstance(value, str) and value.startswith(SECRETS):
                    yield value


def _grafana(project: Project, entry: Entry[Stack]) -> Container:
    spec, service = entry.value.grafana, project.service.value
    password = spec.admin_password_file or ""
    here = {"prometheus": entry.value.prometheus, "loki": entry.value.loki}
    return Container(
        name="grafana",
        image=spec.image or f"grafana/grafana:{patch_version(service.versions.grafana)}",
        environment=(
            ("GF_SERVER_ROOT_URL", service.links.dashboards.removesuffix("/d")),
            ("GF_SECURITY_ADMIN_PASSWORD__FILE", password),
            ("GF_USERS_ALLOW_SIGN_UP", "false"),
            ("GF_ANALYTICS_REPORTING_ENABLED", "false"),
            ("GF_ANALYTICS_CHECK_FOR_UPDATES", "false"),
        ),
        ports=_ports(spec.publish, "grafana"),
        mounts=(
            _own("./grafana/provisioning/datasources", "/etc/grafana/provisioning/datasources"),
            *(_DASHBOARDS if project.dashboards else ()),
            _volume("grafana-data", "/var/lib/grafana"),
        ),
        secrets=(password,),
        probe=asked("http://127.0.0.1:3000/api/health"),
        waits_for=tuple(name for name, server in here.items() if server.url is None),
        memory=spec.memory or "",
        origin=entry.origin.at("grafana"),
    )


def _loki(entry: Entry[Stack]) -> Container:
    spec = entry.value.loki
    return Container(
        name="loki",
        image=spec.image or "",
        command=("-config.file=/etc/loki/loki.yml",),
        ports=_ports(spec.publish, "loki"),
        mounts=(_own("./loki", "/etc/loki"), _volume("loki-data", "/loki")),
        probe=_WITHOUT_SHELL,
        memory=spec.memory or "",
        origin=entry.origin.at("loki"),
    )


def _jaeger(entry: Entry[Stack]) -> Container:
    spec = entry.value.jaeger
    otlp = (f"{spec.publish_otlp}:{OTLP_PORT}",) if spec.publish_otlp else ()
    return Container(
        name="jaeger",
        image=spec.image or "",
        command=("--config=/etc/jaeger/jaeger.yml",),
        ports=(*_ports(spec.publish, "jaeger"), *otlp),
        # The image lets its user write into /tmp alone, and a new volume takes that over.
        mounts=(_own("./jaeger", "/etc/jaeger"), _volume("jaeger-data", "/tmp")),  # noqa: S108
        probe=asked(_JAEGER_HEALTH),
        memory=spec.memory or "",
        origin=entry.origin.at("jaeger"),
    )


def _exporter(name: str, spec: Exporter, project: Project, entry: Entry[Stack]) -> Container:
    port, _ = _scraped(name, project)
    return replace(
        _beside(name, spec, project),
        ports=(f"{spec.publish}:{port}",) if spec.publish else (),
        host_processes=spec.host_processes,
        origin=entry.origin.at("exporters", name),
    )


def _service(name: str, spec: Service, project: Project, entry: Entry[Stack]) -> Container:
    return replace(
        _beside(name, spec, project),
        ports=(f"{spec.publish}:{port_of(spec.publish)}",) if spec.publish else (),
        origin=entry.origin.at("services", name),
    )


def _beside(name: str, spec: spec_of.Container, project: Project) -> Container:
    """What exporters and services have in common; ports and origin are their own."""
    port, path = _scraped(name, project)
    return Container(
        name=name,
        image=spec.image or "",
        dockerfile=spec.dockerfile or "",
        build=None if spec.build is None else (spec.build.context, spec.build.dockerfile),
        command=tuple(spec.command),
        environment=tuple(spec.environment.items()),
        mounts=tuple(_mounts(spec)),
        secrets=tuple(spec.secrets),
        probe=("CMD", *spec.probe) if spec.probe else asked(f"http://127.0.0.1:{port}{path}"),
        memory=spec.memory or "",
        origin=project.service.origin,
    )


def _mounts(spec: spec_of.Container) -> Iterator[Mount]:
    for target, source in spec.mounts.items():
        yield Mount(source=source, target=target, follows=source.startswith("/"))
    for target, name in spec.volumes.items():
        yield _volume(name, target)


def _scraped(host: str, project: Project) -> tuple[int, str]:
    """Port and path at which Prometheus finds an exporter."""
    found: list[tuple[Job, str]] = [
        (job, target)
        for job in project.scrape.value.jobs.values()
        for target in job.targets
        if host_of(target) == host
    ]
    return (port_of(found[0][1]), found[0][0].path) if found else (80, "/")


def asked(address: str) -> tuple[str, ...]:
    """The probe of an image that has the wget of busybox."""
    return ("CMD", "wget", "-q", "-O", "/dev/null", address)


def _ports(publish: str | None, name: str, number: int = 0) -> tuple[str, ...]:
    """The port of a server on the host; those of further ones of its kind follow it."""
    if publish is None:
        return ()
    address, _, port = publish.rpartition(":")
    return (f"{address}:{int(port) + number}:{PORTS[name]}",)


def _volume(name: str, target: str) -> Mount:
    return Mount(source=name, target=target, is_volume=True)
