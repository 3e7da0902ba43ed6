"""The files that hold many named values of a kind: metrics, signals, alerts."""

from __future__ import annotations

from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.alerts import Alert, AlertFile
from taskcenter_monitor.spec.base import Entry, described
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.desk import Desk
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.metrics import Metric
from taskcenter_monitor.spec.project import AlertEntry, Component
from taskcenter_monitor.spec.reading import reading_order, section_of, stem
from taskcenter_monitor.spec.signal_file import Group
from taskcenter_monitor.vocabulary.names import ALERT_NAME, COMPONENT_NAME, SIGNAL_NAME
from taskcenter_monitor.vocabulary.selectors import METRIC_NAME

_HEAD = ("component", "team", "interval")


def read_metrics(desk: Desk) -> dict[str, Entry[Metric]]:
    """The catalogue of `metrics.yaml`."""
    metrics = {}
    file, document = desk.origin("metrics.yaml"), desk.document("metrics.yaml")
    section = desk.section(document, "metrics.yaml", "metrics") if document is not None else {}
    for name, data in section.items():
        origin = file.at("metrics", name)
        if not METRIC_NAME.fullmatch(name):
            desk.say("spec/name", f"{name!r} is no metric name", origin.at_key())
        metric = desk.model(Metric, data, origin)
        if metric is None:
            desk.unreadable.add(name)
        else:
            metrics[name] = Entry(name, metric, origin)
    return metrics


def read_signals(
    desk: Desk,
) -> tuple[dict[str, Entry[SignalModel]], dict[str, Component]]:
    """What `signals.yaml` holds: signals, and the rule groups that have no alerts."""
    file, document = desk.origin("signals.yaml"), desk.document("signals.yaml")
    if document is None:
        return {}, {}
    return _signals(desk, document, file), _groups(desk, document, file)


def _signals(desk: Desk, document: dict[str, Any], file: Origin) -> dict[str, Entry[SignalModel]]:
    signals = {}
    for name, data in desk.section(document, "signals.yaml", "signals", ("groups",)).items():
        origin = file.at("signals", name)
        if not SIGNAL_NAME.fullmatch(name):
            message = f"{name!r} is no signal name; lower case letters, digits and _"
            desk.say("spec/name", message, origin.at_key())
        signal = _signal(desk, data, origin)
        if signal is None:
            desk.unreadable.add(name)
        else:
            signals[name] = Entry(name, signal, origin)
    return signals


def settled(
    signals: dict[str, Entry[SignalModel]], catalogue: Catalogue
) -> dict[str, Entry[SignalModel]]:
    """The signals, with the units of the metrics that they hold against quantities."""
    found = {}
    for name, entry in signals.items():
        value = entry.value.settled(catalogue.unit_of)
        found[name] = entry if value is entry.value else Entry(name, value, entry.origin)
    return found


def _groups(desk: Desk, document: dict[str, Any], file: Origin) -> dict[str, Component]:
    components = {}
    place = file.at("groups")
    for name, data in desk.mapping(document.get("groups", {}), place).items():
        origin = place.at(name)
        _check_component_name(desk, name, origin.at_key())
        group = desk.model(Group, data, origin)
        if group is None:
            desk.unreadable.add(name)
        else:
            components[name] = Component(name=name, interval=group.interval, origin=origin)
    return components


def read_alerts(desk: Desk, components: dict[str, Component]) -> dict[str, AlertEntry]:
    """The alerts of all `alerts/<component>.yaml`, whose rule groups join `components`."""
    alerts: dict[str, AlertEntry] = {}
    for name in reading_order(desk.files):
        document = desk.document(name) if section_of(name) == "alerts" else None
        if document is not None:
            _alert_file(desk, document, name, alerts, components)
    return alerts


def _signal(desk: Desk, data: object, origin: Origin) -> SignalModel | None:
    if not isinstance(data, dict):
        message = f"expected a mapping with `kind`, found {described(data)}"
        desk.say("spec/type", message, origin)
        return None
    kind = data.get("kind")
    if kind is None:
        desk.say("spec/missing-key", "the key 'kind' is missing", origin)
        return None
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        hint = nearest(str(kind), KINDS) or f"known are {', '.join(KINDS)}"
        desk.say("signal/kind", f"unknown signal kind {kind!r}", origin.at("kind"), hint)
        return None
    return desk.model(model, data, origin)


def _alert_file(
    desk: Desk,
    document: dict[str, Any],
    file: str,
    alerts: dict[str, AlertEntry],
    components: dict[str, Component],
) -> None:
    origin = desk.origin(file)
    section = desk.section(document, file, "alerts", _HEAD)
    head = desk.model(AlertFile, {key: document[key] for key in _HEAD if key in document}, origin)
    if head is None:
        desk.unreadable.add(stem(file))
    else:
        _join(desk, head, origin, components)
    for name, data in section.items():
        place = origin.at("alerts", name)
        if not ALERT_NAME.fullmatch(name):
            message = f"{name!r} is no alert name; write it in CamelCase"
            desk.say("spec/name", message, place.at_key())
        if name in alerts:
            hint = f"the other one stands in {alerts[name].origin.file}"
            message = f"the alert {name} is defined twice"
            desk.say("alert/duplicate", message, place.at_key(), hint)
            continue
        alert = desk.model(Alert, data, place)
        if alert is None or head is None:
            desk.unreadable.add(name)
        else:
            alerts[name] = _entry(name, alert, head, place)


def _entry(name: str, alert: Alert, head: AlertFile, origin: Origin) -> AlertEntry:
    return AlertEntry(
        name=name,
        value=alert,
        origin=origin,
        component=head.component,
        team=alert.team or head.team,
        interval=head.interval,
    )


def _join(desk: Desk, head: AlertFile, origin: Origin, components: dict[str, Component]) -> None:
    """Adds the rule group of a file of alerts."""
    name, place = head.component, origin.at("component")
    _check_component_name(desk, name, place)
    if name in components:
        message = f"the component {name} stands already in {components[name].origin.file}"
        desk.say("spec/component", message, place)
    elif origin.file.rpartition("/")[2] != f"{name}.yaml":
        message = f"the component {name} belongs into alerts/{name}.yaml"
        desk.say("spec/component", message, place)
    components.setdefault(name, Component(name=name, interval=head.interval, origin=place))


def _check_component_name(desk: Desk, name: str, place: Origin) -> None:
    if not COMPONENT_NAME.fullmatch(name):
        message = f"{name!r} is no component name; lower case letters, digits and -"
        desk.say("spec/name", message, place)
