"""What a signal itself holds against a metric is in the unit of the metric."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.checks.unit import fits, unfit
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals.availability import Availability
from taskcenter_monitor.signals.latency import Latency
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.quantities import Quantity


def bound(project: Project) -> Iterator[Finding]:
    """Bounds of a latency and limits of an availability in another unit than the metric's."""
    catalogue = project.catalogue
    for place, key, metric, quantity in _held(project):
        unit = catalogue.unit_of(metric)
        if catalogue.find(metric) is not None and not fits(quantity, unit):
            yield unfit(place, f"{key} {quantity.text}", metric, quantity, unit)


def _held(project: Project) -> Iterator[tuple[Origin, str, str, Quantity]]:
    """Place, key, metric and quantity; where there are no buckets other checks tell enough."""
    for latency in of_kind(project, Latency):
        quantity, metric = latency.value.within, latency.value.metric.metric
        if project.catalogue.buckets_of(metric):
            yield latency.origin.at("within"), "within", metric, quantity
    for availability in of_kind(project, Availability):
        if availability.value.limit is not None:
            key, quantity = availability.value.limit
            yield availability.origin.at(key), key, availability.value.metric.metric, quantity


CHECKS = (
    Check(
        id="unit/bound",
        why="A bound in another unit divides good from bad at a place that nobody meant.",
        run=bound,
    ),
)
