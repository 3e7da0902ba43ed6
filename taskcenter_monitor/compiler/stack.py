"""From the stack spec, and all that follows from the others, to data sources and containers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from taskcenter_monitor.compiler.containers import containers
from taskcenter_monitor.ir import stack as ir
from taskcenter_monitor.signals.base import Lowered
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.scrape import Scrape
from taskcenter_monitor.spec.stack import Server, Stack
from taskcenter_monitor.vocabulary.durations import parse_duration, seconds_text
from taskcenter_monitor.vocabulary.languages import LANGUAGES
from taskcenter_monitor.vocabulary.servers import PORTS
from taskcenter_monitor.vocabulary.versions import patch_version

_OF_PEOPLE = ("runbooks", "dashboards", "prometheus", "alertmanager")


def compile_stack(project: Project, lowered: Mapping[str, Lowered]) -> ir.Stack | None:
    """The stack; None where the project describes none."""
    entry = project.stack
    if entry is None:
        return None
    spec, service = entry.value, project.service.value
    made = tuple(containers(project, entry))
    languages = tuple(LANGUAGES[locale] for locale in service.locales)
    return ir.Stack(
        service=service.service,
        title=service.title.in_language(languages[0]),
        languages=languages,
        network=spec.network,
        sources=_sources(project, spec, lowered),
        containers=made,
        secrets=tuple(_secrets(spec.secrets, made)),
        logs_kept=spec.loki.retention if spec.loki.url is None else "",
        traces_kept=spec.jaeger.retention if spec.jaeger.url is None else "",
        metrics_kept=service.retention if spec.prometheus.url is None else "",
        addresses=tuple(_addresses(project, entry, {one.name for one in made})),
        links=tuple((name, getattr(service.links, name)) for name in _OF_PEOPLE),
        reload=spec.prometheus.reload,
        has_dashboards=bool(project.dashboards),
        origin=entry.origin,
    )


def _sources(project: Project, spec: Stack, lowered: Mapping[str, Lowered]) -> ir.DataSources:
    scrape = project.scrape.value
    return ir.DataSources(
        prometheus=_url(spec.prometheus, "prometheus"),
        prometheus_version=patch_version(project.service.value.versions.prometheus),
        alertmanager=spec.alertmanager.url or _alertmanager(scrape),
        loki=_url(spec.loki, "loki"),
        jaeger=_url(spec.jaeger, "jaeger"),
        interval=one_unit(scrape.interval),
        links=_links(project, spec, lowered),
    )


def _url(server: Server, name: str) -> str:
    return server.url or f"http://{name}:{PORTS[name]}"


def _alertmanager(scrape: Scrape) -> str:
    """The first one: all of a cluster show the same."""
    told = scrape.alertmanagers
    return f"{told.scheme}://{told.targets[0]}{(told.path_prefix or '').rstrip('/')}"


def _links(project: Project, spec: Stack, lowered: Mapping[str, Lowered]) -> ir.Links:
    language = LANGUAGES[project.service.value.locales[0]]
    traces = spec.traces
    return ir.Links(
        exemplar_label=traces.exemplar_label,
        attribute=traces.attribute,
        log_label=spec.logs.label,
        metric_label=traces.metric_label,
        pattern=spec.logs.trace,
        before=one_unit(traces.before),
        after=one_unit(traces.after),
        around=one_unit(traces.around),
        queries=tuple(
            ir.TraceQuery(
                title=project.signals[name].value.title.in_language(language),
                series=lowered[name].operand,
            )
            for name in traces.signals
            if name in lowered
        ),
    )


def one_unit(duration: str) -> str:
    """A duration as Grafana reads it: of `1h30m` it would take one hour."""
    is_single = duration.rstrip("ywdhms").isdigit()
    return duration if is_single else seconds_text(parse_duration(duration))


def _secrets(folder: str, made: tuple[ir.Container, ...]) -> Iterator[ir.Secret]:
    """Every secret once, with all that read it."""
    readers: dict[str, list[str]] = {}
    for container in made:
        for path in dict.fromkeys(container.secrets):
            readers.setdefault(path.rpartition("/")[2], []).append(container.name)
    for name, names in readers.items():
        yield ir.Secret(name=name, file=f"{folder}/{name}", readers=tuple(names))


def _addresses(project: Project, entry: Entry[Stack], here: set[str]) -> Iterator[tuple[str, str]]:
    """Hosts outside of the stack, and who speaks to them."""
    found: dict[str, dict[str, None]] = {}
    for job, scraped in project.scrape.value.jobs.items():
        for target in scraped.targets:
            if target.rpartition(":")[0] not in here and entry.value.prometheus.url is None:
                found.setdefault(target, {})[f"prometheus ({job})"] = None
    if entry.value.alertmanager.url is None:
        for address, receiver in _told(project):
            found.setdefault(address, {})[f"alertmanager ({receiver})"] = None
    return ((address, ", ".join(readers)) for address, readers in found.items())


def _told(project: Project) -> Iterator[tuple[str, str]]:
    """Host and port of every channel that names one, with its receiver."""
    routing = project.routing.value
    for name, ways in routing.receivers.items():
        for way in ways:
            url = getattr(way.settings, "url", None)
            if url:
                yield urlsplit(url).netloc, name
            if way.kind == "email" and routing.mail is not None:
                yield routing.mail.smarthost, name
