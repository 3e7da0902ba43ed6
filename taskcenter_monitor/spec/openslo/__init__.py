"""Reads `openslo/<name>.yaml`: SLOs in the form of OpenSLO v1, for people who have them already.

Each becomes an SLO like those of `slos.yaml`, with a signal of its own, so that everything else
follows as it does from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.base import Entry, described
from taskcenter_monitor.spec.desk import Desk
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.openslo.documents import (
    ELSEWHERE,
    INDICATOR,
    MODELS,
    VERSION,
    SliDocument,
    SloDocument,
)
from taskcenter_monitor.spec.openslo.entries import Means, entries, slo_name
from taskcenter_monitor.spec.openslo.written import Written
from taskcenter_monitor.spec.reading import OPENSLO, reading_order, section_of
from taskcenter_monitor.spec.slo_files import Around, Foreign, need_windows
from taskcenter_monitor.spec.slos import SloEntry

_DOCUMENT = "openslo/document"
_NAME = "openslo/name"


@dataclass(slots=True)
class _Shelf:
    """What was found in all files, before SLOs and indicators are brought together.

    `is_whole` tells that no document had faults, so that nothing is missing because of them.
    """

    slos: list[Written[SloDocument]] = field(default_factory=list)
    indicators: dict[str, Written[SliDocument]] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)
    is_whole: bool = True


def read_openslo(desk: Desk, around: Around) -> Foreign:
    """The SLOs of all files, and what they count, under names that no other signal can have."""
    need_windows(desk, OPENSLO)
    shelf = _Shelf()
    for file in reading_order(desk.files):
        if section_of(file) == OPENSLO:
            _file(desk, shelf, file)
    slos: dict[str, SloEntry] = {}
    signals: dict[str, Entry[SignalModel]] = {}
    for written in shelf.slos:
        _slo(desk, around, shelf, (written, slos, signals))
    _look_for_unused(desk, shelf)
    if not shelf.is_whole:
        desk.lack(OPENSLO)
    return Foreign(slos=slos, signals=signals)


def _file(desk: Desk, shelf: _Shelf, file: str) -> None:
    documents, before = desk.documents(file), len(desk.diagnostics)
    origin = desk.origin(file)
    if documents and all(one is None for one in documents):
        desk.say("yaml/empty", "the file is empty", origin, "write an SLO, or remove the file")
    _override(desk, file, documents)
    for number, document in enumerate(documents):
        if document is not None:
            _document(desk, shelf, document, origin.at(number))
    if not documents or len(desk.diagnostics) > before:
        shelf.is_whole = False


def _override(desk: Desk, file: str, documents: list[Any]) -> None:
    """Puts values of the environment in place; an SLO goes before an indicator of its name."""
    named: dict[str, tuple[int, Any]] = {}
    for number, name, kind in _names(documents):
        if name not in named or kind == "SLO":
            named[name] = number, documents[number]
    origin = desk.origin(file)
    held = {name: document for name, (_, document) in named.items()}
    desk.overlays.meet(file, {OPENSLO: held}, origin)
    for name, (number, _) in named.items():
        desk.overlays.moved(origin.file, (OPENSLO, name), (number,))


def _names(documents: list[Any]) -> Iterator[tuple[int, str, object]]:
    """Number, name and kind of each document that has a name."""
    for number, document in enumerate(documents):
        metadata = document.get("metadata") if isinstance(document, dict) else None
        name = metadata.get("name") if isinstance(metadata, dict) else None
        if isinstance(name, str):
            yield number, name, document.get("kind")


def _document(desk: Desk, shelf: _Shelf, data: object, origin: Origin) -> None:
    """Puts a document on the shelf, if it is one that is read and has no faults."""
    if not isinstance(data, dict):
        message = f"expected a document of OpenSLO, found {described(data)}"
        desk.say("spec/type", message, origin)
        return
    if not _is_read(desk, data, origin):
        return
    document = desk.model(MODELS[data["kind"]], data, origin)
    if isinstance(document, SloDocument):
        shelf.slos.append(Written(document, origin))
    elif isinstance(document, SliDocument):
        _indicator(desk, shelf, Written(document, origin))


def _is_read(desk: Desk, data: dict[str, Any], origin: Origin) -> bool:
    """Whether a document is of the version and of a kind that is read; if not, it is noted why."""
    missing = [key for key in ("apiVersion", "kind") if key not in data]
    for key in missing:
        desk.say("spec/missing-key", f"the key {key!r} is missing", origin)
    if missing:
        return False
    version, kind = data["apiVersion"], data["kind"]
    if version != VERSION:
        message = f"expected {VERSION}, found {described(version)}"
        hint = "other versions have their values elsewhere; write the document anew as v1"
        desk.say(_DOCUMENT, message, origin.at("apiVersion"), hint)
        return False
    if kind in MODELS:
        return True
    message = f"documents of `kind: {kind}` are not read"
    hint = ELSEWHERE.get(str(kind)) or nearest(str(kind), MODELS) or "known are SLO and SLI"
    if kind in ELSEWHERE:
        hint += "; remove this document"
    desk.say(_DOCUMENT, message, origin.at("kind"), hint)
    return False


def _indicator(desk: Desk, shelf: _Shelf, written: Written[SliDocument]) -> None:
    if written.name in shelf.indicators:
        file = shelf.indicators[written.name].origin.file
        message = f"there is an indicator {written.name} already"
        desk.say(_NAME, message, written.name_place, f"the other one stands in {file}")
        return
    shelf.indicators[written.name] = written


def _slo(
    desk: Desk,
    around: Around,
    shelf: _Shelf,
    found: tuple[Written[SloDocument], dict[str, SloEntry], dict[str, Entry[SignalModel]]],
) -> None:
    """Makes an SLO of a document, together with its signal."""
    written, slos, signals = found
    name = slo_name(written)
    other = slos.get(name) or around.promised.slos.get(name)
    means = _means(desk, shelf, written)
    if other is not None:
        message = f"there is an SLO {name} already"
        desk.say(_NAME, message, written.name_place, f"the other one stands in {other.origin.file}")
        return
    made = entries(desk, around, written, means) if means is not None else None
    if made is None:
        shelf.is_whole = False
        desk.unreadable.add(name)
        return
    slos[name], signal = made
    signals[signal.name] = signal


def _means(desk: Desk, shelf: _Shelf, written: Written[SloDocument]) -> Means | None:
    """What an SLO measures; None, with the reason noted, where there is no such indicator."""
    spec, place = written.document.spec, written.origin.at("spec")
    if spec.indicator is not None:
        inside = spec.indicator
        return Means(inside.spec, place.at("indicator", "spec"), inside.metadata)
    name = spec.indicator_ref or ""
    shelf.wanted.add(name)
    named = shelf.indicators.get(name)
    if named is not None:
        return Means(named.document.spec, named.origin.at("spec"), named.document.metadata)
    if shelf.is_whole:
        hint = nearest(name, shelf.indicators) or "write it as a document of `kind: SLI`"
        message = f"there is no indicator {name!r}"
        desk.say(INDICATOR, message, place.at("indicatorRef"), hint)
    return None


def _look_for_unused(desk: Desk, shelf: _Shelf) -> None:
    """Indicators that no SLO names, unless one that could not be read may do so."""
    for name, written in shelf.indicators.items():
        if name not in shelf.wanted and shelf.is_whole:
            message, hint = f"no SLO has `indicatorRef: {name}`", "remove it, or write its SLO"
            desk.say(INDICATOR, message, written.name_place, hint)
