"""Reads `slos.yaml` and `windows.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.desk import Desk
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.slos import BurnWindow, NoData, Slo, SloEntry, SloFile, WindowEntry
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import SLO_NAME

SLOS = "slos.yaml"
WINDOWS = "windows.yaml"
_HEAD = ("team", "interval")
_NO_DATA = "no_data"

Windows = Mapping[str, WindowEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class SloReading:
    """What both files say: `head` is None where `slos.yaml` is missing, or its head is faulty."""

    head: SloFile | None
    slos: Mapping[str, SloEntry]
    windows: Mapping[str, WindowEntry]
    no_data: NoData


@dataclass(frozen=True, slots=True)
class Around:
    """What reading an SLO in another form needs to know of our own files."""

    service: str
    promised: SloReading
    catalogue: Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """SLOs that are written in another form, and what they count, under names of their own."""

    slos: Mapping[str, SloEntry] = field(default_factory=dict)
    signals: Mapping[str, Entry[SignalModel]] = field(default_factory=dict)


def read_slos(desk: Desk) -> SloReading:
    """The SLOs, all burn-rate windows, and when missing data is told of."""
    windows, no_data = _windows(desk)
    head, slos = _slos(desk, windows)
    return SloReading(head=head, slos=slos, windows=windows, no_data=no_data)


def _windows(desk: Desk) -> tuple[dict[str, WindowEntry], NoData]:
    document, file = _document(desk, WINDOWS), desk.origin(WINDOWS)
    if document is None:
        return {}, NoData()
    windows = {}
    for name, data in desk.section(document, WINDOWS, "windows", (_NO_DATA,)).items():
        origin = file.at("windows", name)
        _check_name(desk, name, origin)
        window = desk.model(BurnWindow, data, origin)
        if window is None:
            desk.unreadable.add(name)
            desk.lack(WINDOWS)  # How far it looks back is a label of alerts.
        else:
            windows[name] = WindowEntry(name=name, value=window, origin=origin)
    no_data = desk.model(NoData, document.get(_NO_DATA, {}), file.at(_NO_DATA))
    return windows, no_data or NoData()


def _slos(desk: Desk, windows: Windows) -> tuple[SloFile | None, dict[str, SloEntry]]:
    document, file = _document(desk, SLOS), desk.origin(SLOS)
    if document is None:
        return None, {}
    section = desk.section(document, SLOS, "slos", _HEAD)
    head = desk.model(SloFile, {key: document[key] for key in _HEAD if key in document}, file)
    need_windows(desk, SLOS)
    if head is None:
        desk.lack(SLOS)
    slos = {}
    for name, data in section.items():
        origin = file.at("slos", name)
        _check_name(desk, name, origin)
        slo = desk.model(Slo, data, origin)
        if slo is None or head is None:
            desk.lack_slo(name, data)
        else:
            slos[name] = slo_entry(desk, name, slo, head, (origin, windows))
    return head, slos


def need_windows(desk: Desk, who: str) -> None:
    """Notes that what `who` promises needs burn-rate windows, where there are none."""
    if WINDOWS not in desk.files and WINDOWS not in desk.refused:
        message = f"{who} needs the burn-rate windows of windows.yaml"
        desk.say("spec/missing-file", message, desk.origin(WINDOWS))
        desk.lack(WINDOWS)


def slo_entry(
    desk: Desk, name: str, slo: Slo, head: SloFile, found: tuple[Origin, Windows]
) -> SloEntry:
    """An SLO with the windows that it is held against; unknown ones are noted."""
    origin, windows = found
    own = sorted(
        _chosen(desk, slo, origin, windows),
        key=lambda window: (parse_duration(window.value.long), window.name),
    )
    return SloEntry(
        name=name,
        value=slo,
        origin=origin,
        team=slo.team or head.team,
        interval=head.interval,
        windows=tuple(own),
    )


def _chosen(desk: Desk, slo: Slo, origin: Origin, windows: Windows) -> Iterator[WindowEntry]:
    """The windows that an SLO names, or all; unknown ones are faults."""
    if slo.windows is None:
        yield from windows.values()
        return
    for position, name in enumerate(slo.windows):
        if name in windows:
            yield windows[name]
        elif name not in desk.unreadable and "windows" not in desk.incomplete:
            hint = nearest(name, windows) or f"known are {', '.join(windows)}"
            place = origin.at("windows", position)
            desk.say("slo/unknown-window", f"windows.yaml has no window {name!r}", place, hint)


def _document(desk: Desk, name: str) -> dict[str, object] | None:
    """A file that may be missing; what an environment says of it then, has no place."""
    if name in desk.files or name in desk.refused:
        return desk.document(name)
    desk.overlays.meet(name, {}, desk.origin(name))
    return None


def _check_name(desk: Desk, name: str, origin: Origin) -> None:
    if not SLO_NAME.fullmatch(name):
        message = f"{name!r} is no name; lower case letters, digits and _, at most 36"
        desk.say("spec/name", message, origin.at_key())
