"""From the bytes of all spec files to a `Project`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec import overlays
from taskcenter_monitor.spec.alerts import Alert, AlertFile
from taskcenter_monitor.spec.base import Entry, SpecModel
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.faults import diagnose, nearest
from taskcenter_monitor.spec.metrics import Metric
from taskcenter_monitor.spec.project import AlertEntry, Component, Project
from taskcenter_monitor.spec.reader import Path, read
from taskcenter_monitor.spec.routing import Routing
from taskcenter_monitor.spec.scrape import Scrape
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.spec.signal_file import Group
from taskcenter_monitor.spec.sources import Sources
from taskcenter_monitor.vocabulary.names import ALERT_NAME, COMPONENT_NAME, SIGNAL_NAME
from taskcenter_monitor.vocabulary.selectors import METRIC_NAME

M = TypeVar("M", bound=SpecModel)

REQUIRED = ("service.yaml", "metrics.yaml", "signals.yaml", "routing.yaml", "scrape.yaml")
"""Files without which there is no project; besides them at least one `alerts/*.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading yields: `project` is None where the specs are too broken to go on."""

    project: Project | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


@dataclass(slots=True)
class _Desk:
    """What is on the table while files are read."""

    root: str
    texts: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def say(self, check: str, message: str, place: Origin, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(check=check, message=message, place=place, help=help))

    def model(self, model: type[M], data: Any, origin: Origin) -> M | None:
        """The validated value; None, and its faults noted, where it has some."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self.diagnostics.extend(diagnose(error, model, origin))
            return None

    def mapping(self, data: Any, origin: Origin) -> dict[str, Any]:
        """The mapping that should be here; empty, with a fault, if it is something else."""
        if isinstance(data, dict):
            return data
        self.say("spec/type", "a mapping is expected here", origin)
        return {}


def load(files: Mapping[str, bytes], root: str, environment: str | None) -> Loaded:
    """Reads all specs.

    `files` has paths relative to the specs folder `root`, which is only used to say where
    something stands.
    """
    desk = _Desk(root)
    wanted = f"environments/{environment}.yaml"
    for name in sorted(files):
        if name.startswith("environments/") and name != wanted:
            continue
        _read_file(desk, name, files[name])
    _require(desk, files)
    replaced = _overlay(desk, wanted, files) if environment is not None else {}
    sources = Sources(desk.texts, replaced)
    project = None
    if all(f"{root}/{name}" in desk.documents for name in REQUIRED):
        project = _project(desk, environment or "")
    return Loaded(project=project, diagnostics=tuple(desk.diagnostics), sources=sources)


def _read_file(desk: _Desk, name: str, raw: bytes) -> None:
    file = f"{desk.root}/{name}"
    reading = read(file, raw)
    desk.texts[file] = reading.text
    desk.diagnostics.extend(reading.diagnostics)
    if name not in REQUIRED and not name.startswith(("alerts/", "environments/")):
        known = [*REQUIRED, "alerts/<component>.yaml", "environments/<name>.yaml"]
        help = nearest(name, known) or f"known are {', '.join(known)}"
        desk.say("spec/unknown-file", "no part of the specs has this name", Origin(file), help)
    elif isinstance(reading.data, dict):
        desk.documents[file] = reading.data
    elif reading.data is not None:
        desk.say("spec/type", "the file must hold a mapping", Origin(file))


def _require(desk: _Desk, files: Mapping[str, bytes]) -> None:
    for name in REQUIRED:
        if name not in files:
            desk.say("spec/missing-file", "the file is missing", Origin(f"{desk.root}/{name}"))
    if not any(name.startswith("alerts/") for name in files):
        place = Origin(f"{desk.root}/alerts")
        desk.say("spec/missing-file", "there is no alerts/<component>.yaml", place)


def _overlay(
    desk: _Desk, wanted: str, files: Mapping[str, bytes]
) -> dict[tuple[str, Path], Origin]:
    file = f"{desk.root}/{wanted}"
    overrides = desk.documents.pop(file, None)
    if overrides is None:
        return {}
    replaced, diagnostics = overlays.apply(overrides, Origin(file), desk.documents)
    desk.diagnostics.extend(diagnostics)
    return replaced


def _project(desk: _Desk, environment: str) -> Project | None:
    service = _single(desk, "service", Service)
    routing = _single(desk, "routing", Routing)
    scrape = _single(desk, "scrape", Scrape)
    metrics = _metrics(desk)
    signals, components = _signals(desk)
    alerts = _alerts(desk, components)
    if service is None or routing is None or scrape is None:
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


def _single(desk: _Desk, name: str, model: type[M]) -> Entry[M] | None:
    origin = Origin(f"{desk.root}/{name}.yaml")
    value = desk.model(model, desk.documents[origin.file], origin)
    return Entry(name, value, origin) if value is not None else None


def _section(desk: _Desk, file: str, key: str, others: Iterable[str] = ()) -> dict[str, Any]:
    """The mapping under the one key of a file; other keys are faults."""
    document, origin = desk.documents[file], Origin(file)
    for other in document:
        if other != key and other not in others:
            help = nearest(other, [key, *others])
            desk.say("spec/unknown-key", f"unknown key {other!r}", origin.at_key(other), help)
    if key not in document:
        desk.say("spec/missing-key", f"the key {key!r} is missing", origin)
        return {}
    return desk.mapping(document[key], origin.at(key))


def _metrics(desk: _Desk) -> dict[str, Entry[Metric]]:
    file = f"{desk.root}/metrics.yaml"
    metrics = {}
    for name, data in _section(desk, file, "metrics").items():
        origin = Origin(file, ("metrics", name))
        if not METRIC_NAME.fullmatch(name):
            desk.say("spec/name", f"{name!r} is no metric name", origin.at_key())
        metric = desk.model(Metric, data, origin)
        if metric is None:
            desk.unreadable.add(name)
        else:
            metrics[name] = Entry(name, metric, origin)
    return metrics


def _signals(desk: _Desk) -> tuple[dict[str, Entry[SignalModel]], dict[str, Component]]:
    file = f"{desk.root}/signals.yaml"
    signals = {}
    for name, data in _section(desk, file, "signals", ("groups",)).items():
        origin = Origin(file, ("signals", name))
        if not SIGNAL_NAME.fullmatch(name):
            message = f"{name!r} is no signal name; lower case letters, digits and _"
            desk.say("spec/name", message, origin.at_key())
        signal = _signal(desk, data, origin)
        if signal is None:
            desk.unreadable.add(name)
        else:
            signals[name] = Entry(name, signal, origin)
    components = {}
    groups = desk.documents[file].get("groups", {})
    for name, data in desk.mapping(groups, Origin(file, ("groups",))).items():
        origin = Origin(file, ("groups", name))
        group = desk.model(Group, data, origin)
        if group is not None:
            components[name] = Component(name=name, interval=group.interval, origin=origin)
    return signals, components


def _signal(desk: _Desk, data: Any, origin: Origin) -> SignalModel | None:
    if not isinstance(data, dict):
        desk.say("spec/type", "a signal is a mapping with `kind`", origin)
        return None
    kind = data.get("kind")
    if kind is None:
        desk.say("spec/missing-key", "the key 'kind' is missing", origin)
        return None
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        help = nearest(str(kind), list(KINDS)) or f"known are {', '.join(KINDS)}"
        desk.say("signal/kind", f"unknown signal kind {kind!r}", origin.at("kind"), help)
        return None
    return desk.model(model, data, origin)


def _alerts(desk: _Desk, components: dict[str, Component]) -> dict[str, AlertEntry]:
    alerts: dict[str, AlertEntry] = {}
    for file in desk.documents:
        if file.startswith(f"{desk.root}/alerts/"):
            _alert_file(desk, file, alerts, components)
    return alerts


def _alert_file(
    desk: _Desk, file: str, alerts: dict[str, AlertEntry], components: dict[str, Component]
) -> None:
    origin = Origin(file)
    head_keys = ("component", "team", "interval")
    data = _section(desk, file, "alerts", head_keys)
    document = desk.documents[file]
    head = desk.model(
        AlertFile, {key: document[key] for key in head_keys if key in document}, origin
    )
    if head is not None:
        _component(desk, head, origin, components)
    for name, alert_data in data.items():
        place = origin.at("alerts", name)
        if not ALERT_NAME.fullmatch(name):
            message = f"{name!r} is no alert name; write it in CamelCase"
            desk.say("spec/name", message, place.at_key())
        if name in alerts:
            message = f"the alert {name} is defined twice"
            help = f"the other one stands in {alerts[name].origin.file}"
            desk.say("alert/duplicate", message, place.at_key(), help)
            continue
        alert = desk.model(Alert, alert_data, place)
        if alert is None or head is None:
            desk.unreadable.add(name)
            continue
        alerts[name] = AlertEntry(
            name=name,
            value=alert,
            origin=place,
            component=head.component,
            team=alert.team or head.team,
            interval=head.interval,
        )


def _component(
    desk: _Desk, head: AlertFile, origin: Origin, components: dict[str, Component]
) -> None:
    name = head.component
    if not COMPONENT_NAME.fullmatch(name):
        message = f"{name!r} is no component name; lower case letters, digits and -"
        desk.say("spec/name", message, origin.at("component"))
    if name in components:
        message = f"the component {name} stands already in {components[name].origin.file}"
        desk.say("spec/component", message, origin.at("component"))
    elif origin.file.rpartition("/")[2] != f"{name}.yaml":
        message = f"the component {name} belongs into alerts/{name}.yaml"
        desk.say("spec/component", message, origin.at("component"))
    components.setdefault(
        name, Component(name=name, interval=head.interval, origin=origin.at("component"))
    )


