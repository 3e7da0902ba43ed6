"""From a document to the SLO that it would be in `slos.yaml`, and to the signal that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.desk import Desk
from taskcenter_monitor.spec.openslo.documents import (
    UNSUPPORTED,
    IndicatorSpec,
    Metadata,
    SloDocument,
)
from taskcenter_monitor.spec.openslo.measuring import measure
from taskcenter_monitor.spec.openslo.own_keys import PREFIX, Annotations
from taskcenter_monitor.spec.openslo.promising import (
    is_counted_as_written,
    is_one_objective,
    period,
    target,
)
from taskcenter_monitor.spec.openslo.texts import texts
from taskcenter_monitor.spec.openslo.written import SLO, Written, lead
from taskcenter_monitor.spec.reading import OPENSLO
from taskcenter_monitor.spec.slo_files import SLOS, Around, slo_entry
from taskcenter_monitor.spec.slos import INTERVAL, Slo, SloEntry, SloFile
from taskcenter_monitor.vocabulary.names import SLO_NAME


@dataclass(frozen=True, slots=True)
class Means:
    """What an SLO measures: the indicator with its place, and its texts where it has some."""

    spec: IndicatorSpec
    place: Origin
    metadata: Metadata | None


def slo_name(written: Written[SloDocument]) -> str:
    """The name of the SLO: a series cannot have a hyphen in its name."""
    return written.name.replace("-", "_")


def entries(
    desk: Desk, around: Around, written: Written[SloDocument], means: Means
) -> tuple[SloEntry, Entry[SignalModel]] | None:
    """The SLO and its signal; None, with all reasons noted, where the document has faults."""
    before = len(desk.diagnostics)
    own = _annotations(desk, written, means)
    _look_at_service(desk, written, around.service)
    if not is_one_objective(desk, written):
        return None
    lead(desk, written, means.place)
    is_counted_as_written(desk, written, means.spec)
    found = (means.spec, means.place)
    signal = measure(desk, written, found, own or Annotations(), around.catalogue)
    data = _data(desk, around, written, own)
    if not SLO_NAME.fullmatch(slo_name(written)):
        message = f"{written.name!r} is no name; lower case letters, digits and -, at most 36"
        hint = "it begins with a letter: series and files are named after it"
        desk.say("spec/name", message, written.name_place, hint)
    sound = len(desk.diagnostics) == before and data["team"] is not None
    if own is None or signal is None or not sound:
        return None
    unique = f"{OPENSLO}/{slo_name(written)}"
    origin = written.origin.at(SLO)
    slo = desk.model(Slo, {**data, **texts(written, own, means), "signal": unique}, origin)
    if slo is None:
        return None
    head = around.promised.head or SloFile(team=str(data["team"]), interval=INTERVAL)
    windows = around.promised.windows
    entry = slo_entry(desk, slo_name(written), slo, head, (origin, windows))
    return entry, Entry(unique, signal, written.origin.at("signal"))


def _annotations(desk: Desk, written: Written[SloDocument], means: Means) -> Annotations | None:
    """What is said in annotations of ours; those of an indicator would be said to nobody."""
    given = _ours(written.document.metadata)
    place = written.origin.at("metadata", "annotations")
    for key in _ours(means.metadata) if means.metadata is not None else ():
        message = f"`{key}` belongs to the SLO, not to its indicator"
        where = (*means.place.path[:-1], "metadata", "annotations", key)
        desk.say(UNSUPPORTED, message, Origin(means.place.file, where, True), "move it there")
    return desk.model(Annotations, given, place)


def _ours(metadata: Metadata) -> dict[str, str | int]:
    return {key: text for key, text in metadata.annotations.items() if key.startswith(PREFIX)}


def _look_at_service(desk: Desk, written: Written[SloDocument], service: str) -> None:
    named = written.document.spec.service
    if service and named != service:
        message = f"all specs are about the service {service!r}, and this one about {named!r}"
        desk.say(UNSUPPORTED, message, written.origin.at("spec", "service"))


def _data(
    desk: Desk, around: Around, written: Written[SloDocument], own: Annotations | None
) -> dict[str, Any]:
    """The values of the SLO but for texts, as `slos.yaml` would have them."""
    given = {
        "objective": target(desk, written),
        "period": period(desk, written),
        "team": _team(desk, around, written, own),
    }
    if own is None:
        return given
    alert = given["alert"] = own.alert or _camel_case(written.name)
    if len(alert) < 3:
        message = f"{alert!r} is too short to begin the names of alerts"
        hint = "name one in the annotation `tcmon/alert`"
        desk.say("openslo/name", message, written.name_place, hint)
    chosen = {
        "windows": own.windows,
        "by": own.by,
        "min_failures": own.min_failures,
        "no_data": own.no_data,
        "dashboard": own.dashboard,
    }
    return {**given, **{key: value for key, value in chosen.items() if value is not None}}


def _camel_case(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace("_", "-").split("-"))


def _team(
    desk: Desk, around: Around, written: Written[SloDocument], own: Annotations | None
) -> str | None:
    """Who looks after it: the annotation, else the label, else who looks after all SLOs."""
    label = written.document.metadata.labels.get("team")
    named = own.team if own is not None and own.team is not None else label
    if isinstance(named, str):
        return named
    head = around.promised.head
    if head is None and SLOS not in desk.files and SLOS not in desk.refused:
        message = "the SLO has no team"
        hint = "name it in the label `team` or the annotation `tcmon/team`, or in slos.yaml"
        desk.say("openslo/team", message, written.origin.at("metadata"), hint)
    return head.team if head is not None else None
