"""Reads `dashboards/<name>.yaml` panel by panel, so that one fault hides no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.dashboard_entries import (
    DashboardEntry,
    PanelEntry,
    QueryEntry,
    RowEntry,
)
from taskcenter_monitor.spec.dashboards import Dashboard
from taskcenter_monitor.spec.desk import Desk
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.panels import PANEL_WINDOWS, Drawn, LogQuery, NamedQuery, Panel
from taskcenter_monitor.spec.reading import reading_order, section_of, stem
from taskcenter_monitor.vocabulary.macros import AUTO, stood_in
from taskcenter_monitor.vocabulary.names import DASHBOARD_NAME

_LOOKS = ("title", "style", "colour")
"""Keys of a signal that is written in a panel, which are not the signal's own."""
_RECORDED = ("baseline", "anomaly")
"""The kinds that read series which only a rule can record."""
_QUERY_KEYS = ("signal", "kind", "logs")

Own = dict[str, Entry[SignalModel]]
"""The signals that are written in panels, by a name that no other signal can have."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known while the panels of a dashboard are read."""

    desk: Desk
    dashboard: str
    own: Own


def read_dashboards(desk: Desk) -> tuple[dict[str, DashboardEntry], Own]:
    """All dashboards by the name of their file, and the signals that only their panels read."""
    dashboards: dict[str, DashboardEntry] = {}
    own: Own = {}
    for file in reading_order(desk.files):
        if section_of(file) != "dashboards" or not _is_named(desk, file):
            continue
        document = desk.document(file)
        if document is None:
            continue
        reading = _Reading(desk, stem(file), own)
        value = desk.model(Dashboard, document, desk.origin(file))
        if value is not None:
            dashboards[stem(file)] = _dashboard(reading, value, desk.origin(file))
        else:
            desk.lack(file)
            _look_at_panels(reading, document, desk.origin(file))
    return dashboards, own


def _is_named(desk: Desk, file: str) -> bool:
    """Whether a file has a name that can stand in an address, on every file system."""
    name = stem(file)
    if DASHBOARD_NAME.fullmatch(name):
        return True
    message = f"{name!r} is no name of a dashboard; at most 36 lower case letters, digits and -"
    desk.say("spec/name", message, desk.origin(file), "it begins with a letter; rename the file")
    desk.lack(file)
    return False


def _look_at_panels(reading: _Reading, document: Mapping[str, Any], origin: Origin) -> None:
    """Notes the faults of panels although what is around them has some already."""
    rows = document.get("rows")
    for name, row in rows.items() if isinstance(rows, dict) else ():
        panels = row.get("panels") if isinstance(row, dict) else None
        for key, data in panels.items() if isinstance(panels, dict) else ():
            if isinstance(data, dict):
                _panel(reading, key, data, origin.at("rows", name, "panels", key))


def _dashboard(reading: _Reading, value: Dashboard, origin: Origin) -> DashboardEntry:
    rows = []
    for name, row in value.rows.items():
        place = origin.at("rows", name)
        panels = tuple(
            panel
            for key, data in row.panels.items()
            if (panel := _panel(reading, key, data, place.at("panels", key))) is not None
        )
        rows.append(RowEntry(name=name, title=row.title, panels=panels, origin=place))
    return DashboardEntry(name=reading.dashboard, value=value, rows=tuple(rows), origin=origin)


def _panel(
    reading: _Reading, name: str, data: Mapping[str, Any], origin: Origin
) -> PanelEntry | None:
    panel = reading.desk.model(Panel, data, origin)
    if panel is None:
        reading.desk.incomplete.add("dashboards")
        return None
    named = [
        QueryEntry(signal=signal, value=Drawn(), origin=origin.at("signals", number))
        for number, signal in enumerate(panel.signals or ())
    ]
    written = [
        query
        for number, one in enumerate(panel.queries or ())
        for query in _query(reading, f"{name}/{number}", one, origin.at("queries", number))
    ]
    return PanelEntry(name=name, value=panel, queries=(*named, *written), origin=origin)


def _query(
    reading: _Reading, name: str, data: Mapping[str, Any], origin: Origin
) -> Iterator[QueryEntry]:
    """The query, unless it has faults, which are noted."""
    desk = reading.desk
    found = [key for key in _QUERY_KEYS if key in data]
    if len(found) != 1:
        hint = next(filter(None, (nearest(key, _QUERY_KEYS) for key in data)), "")
        message = "a query has one of `signal`, `kind` or `logs`, to say what it asks for"
        if found:
            both = " and ".join(f"`{key}`" for key in found)
            message = f"a query has exactly one of `signal`, `kind` and `logs`; this one has {both}"
            hint = "keep the one that says what it asks for"
        desk.say("panel/query", message, origin, hint)
    elif found[0] == "signal":
        named = desk.model(NamedQuery, data, origin)
        if named is not None:
            yield QueryEntry(signal=named.signal, value=named, origin=origin)
            return
    elif found[0] == "logs":
        log = desk.model(LogQuery, data, origin)
        if log is not None:
            yield QueryEntry(logs=log.logs, value=log, origin=origin)
            return
    else:
        yield from _own(reading, name, data, origin)
        return
    desk.incomplete.add("dashboards")


def _own(
    reading: _Reading, name: str, data: Mapping[str, Any], origin: Origin
) -> Iterator[QueryEntry]:
    """A signal that is written in the panel, under a name with which only this query reads it."""
    desk = reading.desk
    look = desk.model(Drawn, {key: data[key] for key in _LOOKS if key in data}, origin)
    kind = data["kind"]
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if kind in _RECORDED:
        hint = "write it in signals.yaml, and name it here with `signal`"
        message = f"a signal of kind {kind} is recorded by a rule, so it cannot stand in a panel"
        desk.say("panel/query", message, origin.at("kind"), hint)
        model = None
    elif model is None:
        hint = nearest(str(kind), KINDS) or f"known are {', '.join(KINDS)}"
        desk.say("signal/kind", f"unknown signal kind {kind!r}", origin.at("kind"), hint)
    signal = desk.model(model, _signal_data(model, data), origin) if model is not None else None
    if signal is None or look is None:
        desk.incomplete.add("dashboards")
        return
    unique = f"{reading.dashboard}/{name}"
    reading.own[unique] = Entry(unique, signal, origin)
    yield QueryEntry(signal=unique, value=look, origin=origin)


def _signal_data(model: type[SignalModel], data: Mapping[str, Any]) -> dict[str, Any]:
    """What the model is made of: a panel records nothing and has windows of its own."""
    given = {key: value for key, value in data.items() if key not in _LOOKS}
    if "window" in model.model_fields and "over" not in given and _needs_window(model):
        given.setdefault("window", AUTO)
    window = given.get("window")
    if isinstance(window, str) and window in PANEL_WINDOWS:
        given["window"] = PANEL_WINDOWS[window]
    if isinstance(given.get("expression"), str):
        given["expression"] = stood_in(given["expression"])
    return {"record": False, **given, "title": {"zh": data["kind"], "en": data["kind"]}}


def _needs_window(model: type[SignalModel]) -> bool:
    """Whether the kind has no value without one."""
    return model.model_fields["window"].is_required()
