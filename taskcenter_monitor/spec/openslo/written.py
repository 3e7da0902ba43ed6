"""A document with its place, and where in it stands what one of our own SLOs would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.desk import Desk
from taskcenter_monitor.spec.openslo.documents import SliDocument, SloDocument
from taskcenter_monitor.spec.openslo.own_keys import PREFIX

D = TypeVar("D", SloDocument, SliDocument)
QUERY = ("metricSource", "spec", "query")
SLO, SIGNAL = "slo", "signal"
"""Keys that no document has, for what is made of one."""
_ANNOTATED = {
    "alert": "alert",
    "windows": "windows",
    "by": "by",
    "min_failures": "min-failures",
    "no_data": "no-data",
    "dashboard": "dashboard",
    "runbook": "runbook",
}
"""Keys of an SLO to the annotations that give them."""


@dataclass(frozen=True, slots=True)
class Written(Generic[D]):
    """A document with its place."""

    document: D
    origin: Origin

    @property
    def name(self) -> str:
        """Its name."""
        return self.document.metadata.name

    @property
    def name_place(self) -> Origin:
        """Where its name stands."""
        return self.origin.at("metadata", "name")

    @property
    def objective(self) -> Origin:
        """Where its one objective stands."""
        return self.origin.at("spec", "objectives", 0)

    def annotation(self, name: str) -> Origin:
        """Where one of our annotations stands."""
        return self.origin.at("metadata", "annotations", PREFIX + name)

    @property
    def title(self) -> Origin:
        """Where its title stands, which is its name where it has no other."""
        given = self.document.metadata.display_name
        return self.origin.at("metadata", "displayName") if given else self.name_place

    @property
    def description(self) -> Origin:
        """Where it is described; the title stands for that otherwise."""
        given = self.document.spec.description
        return self.origin.at("spec", "description") if given else self.title

    def annotated(self, name: str, otherwise: Origin) -> Origin:
        """Where one of our annotations stands, or what holds without it."""
        given = PREFIX + name in self.document.metadata.annotations
        return self.annotation(name) if given else otherwise


def lead(desk: Desk, written: Written[SloDocument], indicator: Origin) -> None:
    """Leads from the keys of an SLO and its signal to where their values stand.

    `indicator` is where the spec of the indicator stands, which may be another file.
    """
    metadata, spec = written.origin.at("metadata"), written.origin.at("spec")
    objective = written.document.spec.objectives[0]
    percent = objective.target_percent is not None
    places = {
        (SLO,): written.name_place,
        (SLO, "title"): written.title,
        (SLO, "title", "en"): written.title,
        (SLO, "title", "zh"): written.annotated("title-zh", written.title),
        (SLO, "signal"): indicator,
        (SLO, "objective"): written.objective.at("targetPercent" if percent else "target"),
        (SLO, "period"): spec.at("timeWindow", 0, "duration"),
        (SLO, "team"): written.annotated("team", metadata.at("labels", "team")),
        (SLO, "description"): written.description,
        (SLO, "description", "en"): written.description,
        (SLO, "description", "zh"): written.annotated("description-zh", written.description),
        (SLO, "runbook", "zh"): written.annotated("runbook-zh", written.annotation("runbook")),
        **{
            (SLO, key): written.annotated(name, written.name_place)
            for key, name in _ANNOTATED.items()
        },
        **_of_signal(written, indicator),
    }
    for path, place in places.items():
        desk.moved[written.origin.file, written.origin.path + path] = place


def _of_signal(written: Written[SloDocument], indicator: Origin) -> dict[tuple[str, ...], Origin]:
    ratio, value = indicator.at("ratioMetric"), written.objective.at("value")
    return {
        (SIGNAL,): indicator,
        **{(SIGNAL, part): ratio.at(part, *QUERY) for part in ("good", "bad", "total")},
        (SIGNAL, "metric"): indicator.at("thresholdMetric", *QUERY),
        (SIGNAL, "mode"): written.annotation("mode"),
        (SIGNAL, "above"): value,
        (SIGNAL, "below"): value,
    }
