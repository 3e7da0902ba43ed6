"""The compose file starts what is scraped, under the names and at the ports that are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.stack import Server, Stack
from taskcenter_monitor.vocabulary.servers import METRICS_PORTS, host_of, port_of
from taskcenter_monitor.vocabulary.versions import parse_version, told_version, version_text

_TAG = re.compile(r":v?(\d+)\.(\d+)(?:\.(\d+))?[^/@]*(?:@|$)")
_NAMED = ("prometheus", "alertmanager", "grafana")
"""Servers whose version stands in service.yaml."""
_ASKS_NOBODY = ("prometheus", "alertmanager", "loki", "jaeger")
"""Servers that anybody may use who reaches them."""
_LAST_PORT = 65535
_LOOPBACK = ("127.", "[::1]")


def version(project: Project) -> Iterator[Finding]:
    """Images of another version than everything is generated for."""
    if project.stack is None:
        return
    spec, origin = project.stack.value, project.stack.origin
    named = project.service.value.versions.model_dump()
    for name in _NAMED:
        server: Server = getattr(spec, name)
        told = _tag(server)
        if told is not None and told[:2] != parse_version(named[name]):
            message = f"the image is {name} {version_text(told[:2])}, service.yaml names "
            hint = "what is generated follows service.yaml; name one version in both"
            yield Finding(origin.at(name, "image"), message + named[name], hint)
    yield from _stores(spec, origin)


def _stores(spec: Stack, origin: Origin) -> Iterator[Finding]:
    loki, jaeger = _tag(spec.loki), _tag(spec.jaeger)
    if loki is not None and loki < (3, 6, 5):
        message = "this Loki cannot be asked whether it is well; 3.6.5 is the first that can"
        yield Finding(origin.at("loki", "image"), message, "take a newer one, or run it elsewhere")
    if jaeger is not None and jaeger < (2, 0, 0):
        message = "Jaeger 1 has ended, and does not read what is generated for Jaeger 2"
        hint = "take jaegertracing/jaeger:2.x, or run it elsewhere"
        yield Finding(origin.at("jaeger", "image"), message, hint)


def _tag(server: Server) -> tuple[int, int, int] | None:
    """The version in an image's tag; None where it has none that can be read."""
    match = _TAG.search(server.image or "")
    if match is None or told_version(f"{match[1]}.{match[2]}") is None:
        return None
    return int(match[1]), int(match[2]), int(match[3] or 0)


def name(project: Project) -> Iterator[Finding]:
    """Exporters and services with the name of a server, or of each other."""
    if project.stack is None:
        return
    spec, origin = project.stack.value, project.stack.origin
    taken = dict.fromkeys(_servers(project, spec), "a server")
    for section, names in (("exporters", spec.exporters), ("services", spec.services)):
        for one in names:
            if one in taken:
                message = f"{one} is the name of {taken[one]} already"
                yield Finding(origin.at_key(section, one), message, "rename one")
        taken |= dict.fromkeys(names, "an exporter")


def unknown_host(project: Project) -> Iterator[Finding]:
    """Targets on hosts that nobody starts."""
    if project.stack is None or project.stack.value.prometheus.url is not None:
        return
    spec = project.stack.value
    known = {*_servers(project, spec), *spec.exporters, *spec.services, *spec.elsewhere}
    for job, position, target in _targets(project):
        host = host_of(target)
        if host not in known:
            place = project.scrape.origin.at("jobs", job, "targets", position)
            hint = nearest(host, sorted(known))
            message = f"stack.yaml starts no {host}, and does not say that it is elsewhere"
            yield Finding(
                place, message, hint or "add it to `exporters`, `services` or `elsewhere`"
            )


def port(project: Project) -> Iterator[Finding]:
    """Targets at ports where the server of that name does not answer."""
    if project.stack is None:
        return
    servers = _servers(project, project.stack.value)
    for job, position, target in _targets(project):
        right = servers.get(host_of(target))
        if right is not None and port_of(target) != right:
            place = project.scrape.origin.at("jobs", job, "targets", position)
            message = f"{host_of(target)} shows its metrics on port {right}, not {port_of(target)}"
            yield Finding(place, message, f"write {host_of(target)}:{right}")


def unscraped(project: Project) -> Iterator[Finding]:
    """Exporters, and hosts elsewhere, that no job asks for anything."""
    if project.stack is None:
        return
    spec, origin = project.stack.value, project.stack.origin
    hosts = {host_of(target) for _, _, target in _targets(project)}
    for exporter in spec.exporters:
        if exporter not in hosts:
            message = f"no job of scrape.yaml has a target on {exporter}"
            hint = nearest(exporter, sorted(hosts)) or "add one, or remove the exporter"
            yield Finding(origin.at_key("exporters", exporter), message, hint)
    for position, host in enumerate(spec.elsewhere):
        if host not in hosts:
            message = f"no job of scrape.yaml has a target on {host}"
            yield Finding(origin.at("elsewhere", position), message, nearest(host, sorted(hosts)))


def publish(project: Project) -> Iterator[Finding]:
    """Ports of the host that two containers want, or that let everybody in."""
    if project.stack is None:
        return
    spec = project.stack.value
    published = [*_published(spec), *_further_alertmanagers(project, spec)]
    seen = Counter(address for _, address in published)
    for path, address in published:
        place = project.stack.origin.at(*path)
        if port_of(address) > _LAST_PORT:
            yield Finding(place, f"there is no port {port_of(address)}", "take a lower one")
        if seen[address] > 1:
            yield Finding(place, f"{address} is published twice", "take another port")
        if path[0] in _ASKS_NOBODY and not address.startswith(_LOOPBACK):
            message = f"{path[0]} asks nobody who they are, and {address} is not this host alone"
            hint = "publish it on 127.0.0.1, behind a proxy that asks"
            yield Finding(place, message, hint)


def _further_alertmanagers(project: Project, spec: Stack) -> Iterator[tuple[tuple[str, ...], str]]:
    """Those after the first are published on the ports that follow."""
    if spec.alertmanager.publish is not None:
        address, _, port = spec.alertmanager.publish.rpartition(":")
        for number in range(1, len(project.scrape.value.alertmanagers.targets)):
            yield ("alertmanager", "publish"), f"{address}:{int(port) + number}"


def _published(spec: Stack) -> Iterator[tuple[tuple[str, ...], str]]:
    for server in ("prometheus", "alertmanager", "grafana", "loki", "jaeger"):
        address = getattr(spec, server).publish
        if address is not None:
            yield (server, "publish"), address
    if spec.jaeger.publish_otlp is not None:
        yield ("jaeger", "publish_otlp"), spec.jaeger.publish_otlp
    for section, containers in (("exporters", spec.exporters), ("services", spec.services)):
        for one, value in containers.items():
            if value.publish is not None:
                yield (section, one, "publish"), value.publish


def _servers(project: Project, spec: Stack) -> dict[str, int]:
    """The servers that are started, by name, with the ports of their metrics."""
    found = {
        server: METRICS_PORTS[server]
        for server in ("prometheus", "grafana", "loki", "jaeger")
        if getattr(spec, server).url is None
    }
    if spec.alertmanager.url is None:
        told = project.scrape.value.alertmanagers.targets
        found |= {host_of(target): METRICS_PORTS["alertmanager"] for target in told}
    return found


def _targets(project: Project) -> Iterator[tuple[str, int, str]]:
    """Job, position and address of everything that is scraped."""
    for job, scraped in project.scrape.value.jobs.items():
        for position, target in enumerate(scraped.targets):
            yield job, position, target


CHECKS: tuple[Check, ...] = (
    Check(
        id="stack/version",
        why="A server of another version refuses the files that are generated for the one named.",
        run=version,
    ),
    Check(
        id="stack/name",
        why="Of two containers of one name only one starts, and the other is missed.",
        run=name,
    ),
    Check(
        id="stack/unknown-host",
        why="A target that nobody starts is down from the first minute, and alerts about it.",
        run=unknown_host,
        level=Level.WARNING,
    ),
    Check(
        id="stack/port",
        why="A server that is asked at another port looks down although it is well.",
        run=port,
    ),
    Check(
        id="stack/unscraped",
        why="An exporter that nobody asks costs memory and tells nothing.",
        run=unscraped,
        level=Level.WARNING,
        needs=frozenset(("scrape",)),
    ),
    Check(
        id="stack/publish",
        why="Who reaches Prometheus or Alertmanager reads everything, and can silence every alert.",
        run=publish,
    ),
)
