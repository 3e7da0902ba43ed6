"""From the bytes of all spec files to a `Project`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.dashboard_files import read_dashboards
from taskcenter_monitor.spec.desk import Desk, M
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.reading import (
    OPENSLO,
    OPTIONAL,
    REQUIRED,
    is_spec,
    reading_order,
    section_of,
)
from taskcenter_monitor.spec.routing import Routing
from taskcenter_monitor.spec.scrape import Scrape
from taskcenter_monitor.spec.sections import read_alerts, read_metrics, read_signals, settled
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.spec.slo_files import Around, Foreign, SloReading, read_slos
from taskcenter_monitor.spec.slo_series import recorded_metrics
from taskcenter_monitor.spec.sources import Sources, Texts
from taskcenter_monitor.spec.stack import Stack
from taskcenter_monitor.spec.telemetry import Telemetry

_NAMED_FOLDERS = ("dashboards", "environments", OPENSLO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading yields.

    `project` is None where a file is missing, or one that everything hangs on is faulty: the
    service, the routing, the scraping, the environment that was asked for. What else could not
    be read the project itself knows.
    """

    project: Project | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


def load(
    files: Mapping[str, bytes],
    root: str,
    environment: str | None,
    ahead: Callable[[str], dict[str, Any] | None] = lambda _: None,
    refused: Collection[str] = (),
) -> Loaded:
    """Reads all specs.

    `files` has paths relative to the specs folder `root`, which is only used to say where
    something stands. The overrides of every environment are looked at, and those of
    `environment`, which must be there, are applied. `ahead` gives what a file that is in order
    holds, where that is known already, and None where it is to be read here. `refused` has the
    names of files that are there, but may not be read; why has been told.
    """
    desk = Desk(root, files, ahead, refused)
    chosen = f"environments/{environment}.yaml" if environment is not None else None
    is_complete = _require(desk)
    is_sound = _environments(desk, chosen)
    project = _project(desk, environment or "")
    desk.diagnostics.extend(desk.overlays.end(desk.unreadable, desk.incomplete))
    return Loaded(
        project=project if is_complete and is_sound else None,
        diagnostics=tuple(desk.diagnostics),
        sources=Sources(Texts(files, root), desk.overlays.replaced, desk.moved),
    )


def _require(desk: Desk) -> bool:
    """Notes files that are missing or no part of the specs; whether all that must be are there."""
    present = {*desk.files, *desk.refused}
    missing = [name for name in REQUIRED if name not in present]
    for name in missing:
        desk.say("spec/missing-file", "the file is missing", desk.origin(name))
    for name in desk.refused:
        desk.lack(name)
    if not any(is_spec(name) and section_of(name) == "alerts" for name in present):
        missing.append("alerts")
        desk.incomplete.add("alerts")
        place = desk.origin("alerts")
        desk.say("spec/missing-file", "there is no alerts/<component>.yaml", place)
    for name in desk.files:
        if not is_spec(name):
            _unknown_file(desk, name)
    return not missing


def _unknown_file(desk: Desk, name: str) -> None:
    several = ("alerts/<component>", *(f"{one}/<name>" for one in _NAMED_FOLDERS))
    known = [*REQUIRED, *OPTIONAL, *(f"{one}.yaml" for one in several)]
    hint = nearest(name, (*REQUIRED, *OPTIONAL)) or f"known are {', '.join(known)}"
    if name.endswith(".yml") and is_spec(renamed := f"{name.removesuffix('.yml')}.yaml"):
        hint = f"name it {renamed}"
    desk.say("spec/unknown-file", "no part of the specs has this name", desk.origin(name), hint)


def _environments(desk: Desk, chosen: str | None) -> bool:
    """Lays all overrides ready; whether those of the chosen environment could be read."""
    is_sound = chosen is None or chosen in desk.files
    for name in reading_order(desk.files):
        overrides = desk.overrides(name) if section_of(name) == "environments" else None
        if overrides is not None:
            desk.overlays.add(overrides, desk.origin(name), desk.origin(chosen or ""))
        elif name == chosen:
            is_sound = False
    return is_sound


def _project(desk: Desk, environment: str) -> Project | None:
    """The project; None where it would say nothing, but all files have been looked at.

    The files are read in the order of `reading_order`.
    """
    service = _single(desk, "service", Service)
    routing = _single(desk, "routing", Routing)
    scrape = _single(desk, "scrape", Scrape)
    metrics = read_metrics(desk)
    signals, components = read_signals(desk)
    stack = _optional(desk, "stack", Stack)
    telemetry = _optional(desk, "telemetry", Telemetry)
    promised = read_slos(desk)
    alerts = read_alerts(desk, components)
    dashboards, own = read_dashboards(desk)
    foreign = _openslo(desk, service, promised, Catalogue(metrics))
    slos = {**promised.slos, **foreign.slos}
    if service is None or routing is None or scrape is None:
        return None
    catalogue = Catalogue(metrics, recorded_metrics(slos, desk.unreadable))
    return Project(
        service=service,
        routing=routing,
        scrape=scrape,
        catalogue=catalogue,
        signals=settled({**signals, **own, **foreign.signals}, catalogue),
        components=components,
        alerts=alerts,
        dashboards=dashboards,
        slos=slos,
        windows=promised.windows,
        no_data=promised.no_data,
        stack=stack,
        telemetry=telemetry,
        environment=environment,
        unreadable=frozenset(desk.unreadable),
        incomplete=frozenset(desk.incomplete),
    )


def _openslo(
    desk: Desk, service: Entry[Service] | None, promised: SloReading, catalogue: Catalogue
) -> Foreign:
    """What is written in OpenSLO; few projects have any, and only they pay for it."""
    if not any(section_of(name) == OPENSLO for name in desk.files):
        return Foreign()
    from taskcenter_monitor.spec.openslo import read_openslo

    name = service.value.service if service is not None else ""
    return read_openslo(desk, Around(name, promised, catalogue))


def _single(desk: Desk, name: str, model: type[M]) -> Entry[M] | None:
    document, origin = desk.document(f"{name}.yaml"), desk.origin(f"{name}.yaml")
    value = desk.model(model, document, origin) if document is not None else None
    if value is None:
        desk.lack(f"{name}.yaml")
        return None
    return Entry(name, value, origin)


def _optional(desk: Desk, name: str, model: type[M]) -> Entry[M] | None:
    """The same of a file that may be missing; what an environment says of it then, has no place."""
    file = f"{name}.yaml"
    if file in desk.files or file in desk.refused:
        return _single(desk, name, model)
    desk.overlays.meet(file, {}, desk.origin(file))
    return None
