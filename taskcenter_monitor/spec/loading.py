"""From the bytes of all spec files to a `Project`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.spec import overlays
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.desk import Desk, M
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.reading import REQUIRED, reading_order
from taskcenter_monitor.spec.routing import Routing
from taskcenter_monitor.spec.scrape import Scrape
from taskcenter_monitor.spec.sections import read_alerts, read_metrics, read_signals
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.spec.sources import Sources, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading yields: `project` is None where a file could not be read or is missing.

    To go on without it would blame other files for what stands in it.
    """

    project: Project | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


def load(
    files: Mapping[str, bytes],
    root: str,
    environment: str | None,
    ahead: Callable[[str], dict[str, Any] | None] = lambda _: None,
) -> Loaded:
    """Reads all specs.

    `files` has paths relative to the specs folder `root`, which is only used to say where
    something stands. Of the environments only the named one is read. `ahead` gives what a file
    that is in order holds, where that is known already, and None where it is to be read here.
    """
    desk = Desk(root, files, ahead)
    _require(desk)
    wanted = f"environments/{environment}.yaml"
    replaced: overlays.Replaced = {}
    if environment is not None and wanted not in files:
        _unknown_environment(desk, environment, files)
    elif environment is not None:
        replaced = _overlay(desk, wanted, environment)
    project = _project(desk, environment or "")
    sources = Sources(Texts(files, root), replaced)
    return Loaded(project=project, diagnostics=tuple(desk.diagnostics), sources=sources)


def _require(desk: Desk) -> None:
    """Notes files that are missing, and those that are no part of the specs."""
    for name in REQUIRED:
        if name not in desk.files:
            desk.broken = True
            desk.say("spec/missing-file", "the file is missing", desk.origin(name))
    if not any(name.startswith("alerts/") for name in desk.files):
        place = desk.origin("alerts")
        desk.say("spec/missing-file", "there is no alerts/<component>.yaml", place)
    for name in desk.files:
        if name not in REQUIRED and not name.startswith(("alerts/", "environments/")):
            known = [*REQUIRED, "alerts/<component>.yaml", "environments/<name>.yaml"]
            hint = nearest(name, known) or f"known are {', '.join(known)}"
            place = desk.origin(name)
            desk.say("spec/unknown-file", "no part of the specs has this name", place, hint)


def _unknown_environment(desk: Desk, environment: str, files: Iterable[str]) -> None:
    known = [
        name.removeprefix("environments/").removesuffix(".yaml")
        for name in files
        if name.startswith("environments/")
    ]
    hint = nearest(environment, known) or f"known are {', '.join(sorted(known)) or 'none'}"
    place = desk.origin(f"environments/{environment}.yaml")
    desk.say("environment/unknown", f"there is no environment {environment!r}", place, hint)


def _overlay(desk: Desk, wanted: str, environment: str) -> overlays.Replaced:
    """Applies an environment; gives where each value that it replaced now comes from."""
    overrides = desk.document(wanted)
    if overrides is None:
        return {}
    for name in reading_order(desk.files, environment):
        document = desk.document(name) if name != wanted else None
        if document is not None:
            desk.documents[name] = document
    replaced, diagnostics = overlays.apply(overrides, desk.origin(wanted), desk.documents)
    desk.diagnostics.extend(diagnostics)
    return {(desk.origin(name).file, path): origin for (name, path), origin in replaced.items()}


def _project(desk: Desk, environment: str) -> Project | None:
    """The project; None where it would be incomplete, but all files have been looked at.

    The files are read in the order of `reading_order`.
    """
    service = _single(desk, "service", Service)
    routing = _single(desk, "routing", Routing)
    scrape = _single(desk, "scrape", Scrape)
    metrics = read_metrics(desk)
    signals, components = read_signals(desk)
    alerts = read_alerts(desk, components)
    if desk.broken or service is None or routing is None or scrape is None:
        return None
    return Project(
        service=service,
        routing=routing,
        scrape=scrape,
        catalogue=Catalogue(metrics),
        signals=signals,
        components=components,
        alerts=alerts,
        environment=environment,
        unreadable=frozenset(desk.unreadable),
    )


def _single(desk: Desk, name: str, model: type[M]) -> Entry[M] | None:
    document, origin = desk.document(f"{name}.yaml"), desk.origin(f"{name}.yaml")
    value = desk.model(model, document, origin) if document is not None else None
    return Entry(name, value, origin) if value is not None else None
