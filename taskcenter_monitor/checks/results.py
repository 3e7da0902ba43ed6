"""What the value of a signal is: its unit and its labels."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.signals.base import Surroundings
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.units import Unit


@per_project
def units(project: Project) -> Mapping[str, Unit]:
    """The name of a signal to the unit of its value; without those of unknown metrics."""
    around = _known(project.catalogue)
    found = {}
    for name, entry in project.signals.items():
        with suppress(LookupError):
            found[name] = entry.value.unit(around)
    return found


@per_project
def carried(project: Project) -> Mapping[str, frozenset[str]]:
    """The name of a signal to the labels of its value; without those of unknown metrics."""
    around = _known(project.catalogue)
    found = {}
    for name, entry in project.signals.items():
        with suppress(LookupError):
            found[name] = frozenset(entry.value.carried(around))
    return found


def _known(catalogue: Catalogue) -> Surroundings:
    """What the catalogue says; where it has to guess, a LookupError is raised."""

    def labels_of(series: str) -> tuple[str, ...]:
        _require(catalogue, series)
        return catalogue.labels_of(series)

    def unit_of(series: str) -> Unit:
        _require(catalogue, series)
        return catalogue.unit_of(series)

    return Surroundings(labels_of=labels_of, unit_of=unit_of)


def _require(catalogue: Catalogue, series: str) -> None:
    if catalogue.find(series) is None:
        raise LookupError(series)
