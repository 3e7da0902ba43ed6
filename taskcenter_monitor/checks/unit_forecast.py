"""The limit of a forecast is in the unit of its metric."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.checks.unit import fits, unfit
from taskcenter_monitor.signals.forecast import Forecast
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.units import Dimension, Unit


def forecast(project: Project) -> Iterator[Finding]:
    """Limits, capacities and wholes that are of another kind than what is to reach them."""
    for entry in of_kind(project, Forecast):
        if project.catalogue.find(entry.value.metric.metric) is not None:
            unit = project.catalogue.unit_of(entry.value.metric.metric)
            yield from _fixed(entry, unit)
            yield from _measured(project, entry, unit)


def _fixed(entry: Entry[Forecast], unit: Unit) -> Iterator[Finding]:
    signal = entry.value
    for key, limit in (("rises_to", signal.rises_to), ("falls_to", signal.falls_to)):
        if limit is None:
            continue
        place, name = entry.origin.at(key), signal.metric.metric
        if not fits(limit, unit):
            yield unfit(place, f"{key} {limit.text}", name, limit, unit)
        elif unit.per_base != 1 and limit.number != 0:
            message = f"{name} is in {unit.name}, which no fixed limit is converted to"
            yield Finding(place, message, "forecast a metric in base units, or up to a `capacity`")


def _measured(project: Project, entry: Entry[Forecast], unit: Unit) -> Iterator[Finding]:
    signal, catalogue = entry.value, project.catalogue
    for key, other in (("capacity", signal.capacity), ("whole", signal.whole)):
        if other is None or catalogue.find(other.metric) is None:
            continue
        found = catalogue.unit_of(other.metric)
        counts = unit.dimension is Dimension.COUNT and found.dimension is Dimension.COUNT
        if found.name != unit.name and not counts:
            message = f"the {key} is in {found.name}, but {signal.metric.metric} is in {unit.name}"
            yield Finding(entry.origin.at(key), message)


CHECKS = (
    Check(
        id="unit/forecast",
        why="A limit in another unit is reached always, or never.",
        run=forecast,
    ),
)
