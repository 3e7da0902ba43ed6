"""Numbers are given in the unit of what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.results import units
from taskcenter_monitor.checks.usage import Told, told
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.signals.latency import Latency
from taskcenter_monitor.signals.mean import Mean
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.score import Score
from taskcenter_monitor.signals.utilisation import Utilisation
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.quantities import Quantity
from taskcenter_monitor.vocabulary.units import PER_SECOND, Dimension, Unit

_WORDS = {
    Dimension.RATIO: "a percentage",
    Dimension.SECONDS: "a time",
    Dimension.BYTES: "a size",
    Dimension.COUNT: "a plain number",
    Dimension.RATE: "a rate",
    Dimension.CONDITION: "a condition",
}


def _compared(project: Project) -> Iterator[tuple[str, Unit, Told]]:
    """Every severity that is told about a signal with a value, and the unit of that."""
    known = units(project)
    for signal, levels in told(project).items():
        unit = known.get(signal)
        if unit is not None and unit.dimension is not Dimension.CONDITION:
            for level in levels:
                yield signal, unit, level


def threshold_unit(project: Project) -> Iterator[Finding]:
    """Limits of alerts in another unit than the signal's."""
    for signal, unit, (alert, severity, threshold) in _compared(project):
        limit = threshold.limit
        if limit is not None and not fits(limit, unit):
            place = alert.origin.at(severity, threshold.key)
            yield unfit(place, f"the limit {limit.text}", f"the signal {signal}", limit, unit)


def fits(quantity: Quantity, unit: Unit) -> bool:
    """Nothing is nothing in every unit; otherwise the dimensions agree."""
    return quantity.dimension is unit.dimension or (
        quantity.dimension is Dimension.COUNT and quantity.number == 0
    )


def unfit(place: Origin, what: str, of: str, quantity: Quantity, unit: Unit) -> Finding:
    """The finding that `what` is of another dimension than `of`."""
    found, wanted = _WORDS[quantity.dimension], _WORDS[unit.dimension]
    message = f"{what} is {found}, but {of} is {wanted} ({unit.name})"
    return Finding(place, message, f"write it like {unit.example}")


def missing_limit(project: Project) -> Iterator[Finding]:
    """Thresholds that do not say what the signal is compared with."""
    for signal, unit, (alert, severity, threshold) in _compared(project):
        if threshold.limit is None:
            yield Finding(
                alert.origin.at_key(severity),
                f"the {severity} threshold has no limit for {signal}",
                f"add `above` or `below`, like above: {unit.example}",
            )


def condition_limit(project: Project) -> Iterator[Finding]:
    """Limits for a signal that is a condition by itself."""
    known = units(project)
    for signal, levels in told(project).items():
        unit = known.get(signal)
        if unit is None or unit.dimension is not Dimension.CONDITION:
            continue
        for alert, severity, threshold in levels:
            if threshold.limit is not None:
                place = alert.origin.at_key(severity, threshold.key)
                message = f"{signal} is a condition; it has no value to compare"
                yield Finding(place, message, f"remove `{threshold.key}`")


def score_part(project: Project) -> Iterator[Finding]:
    """Marks of a score in another unit than the part's."""
    known = units(project)
    for entry in project.signals.values():
        if not isinstance(entry.value, Score):
            continue
        for number, part in enumerate(entry.value.parts):
            unit = known.get(part.signal)
            if unit is None or unit.dimension is Dimension.CONDITION:
                continue
            for key, mark in (("worst", part.worst), ("best", part.best)):
                if not fits(mark, unit):
                    place = entry.origin.at("parts", number, key)
                    yield unfit(place, f"{key} {mark.text}", f"the part {part.signal}", mark, unit)


def floor(project: Project) -> Iterator[Finding]:
    """Least traffic in something else than the unit of traffic."""
    for entry in project.signals.values():
        key, amount, unit = _floor(project, entry.value)
        if amount is not None and not fits(amount, unit):
            yield unfit(
                entry.origin.at(key), f"{key} {amount.text}", "the traffic it guards", amount, unit
            )


def _floor(project: Project, signal: SignalModel) -> tuple[str, Quantity | None, Unit]:
    if isinstance(signal, (Ratio, Latency, Quantile)):
        return "min_rate", signal.min_rate, PER_SECOND
    if isinstance(signal, Baseline):
        counted = signal.function == "increase"
        unit = project.catalogue.unit_of(signal.metric.metric) if counted else PER_SECOND
        return "floor", signal.floor, unit
    return "", None, PER_SECOND


def operands(project: Project) -> Iterator[Finding]:
    """Divisions of unlike things."""
    unit_of, find = project.catalogue.unit_of, project.catalogue.find
    for entry in project.signals.values():
        signal = entry.value
        if isinstance(signal, Utilisation) and signal.window is None:
            if find(signal.used.metric) is None or find(signal.capacity.metric) is None:
                continue
            used, capacity = unit_of(signal.used.metric), unit_of(signal.capacity.metric)
            if used.name != capacity.name and (
                used.dimension is not Dimension.COUNT or capacity.dimension is not Dimension.COUNT
            ):
                message = f"the capacity is in {capacity.name}, but what is used is in {used.name}"
                yield Finding(entry.origin.at("capacity"), message)
        elif isinstance(signal, Mean):
            count = unit_of(signal.count.metric)
            if count.dimension is not Dimension.COUNT:
                message = f"a mean is per event, but {signal.count.metric} is in {count.name}"
                yield Finding(entry.origin.at("count"), message, "count the events")


CHECKS = (
    Check(
        id="unit/threshold",
        why="A limit in the wrong unit is off by a factor of 100 or 1000: always, or never.",
        run=threshold_unit,
    ),
    Check(
        id="unit/missing-limit",
        why="Without a limit the alert would fire whenever the signal has a value.",
        run=missing_limit,
    ),
    Check(
        id="unit/condition-limit",
        why="A condition yields samples only when something is bad; a limit on top silences it.",
        run=condition_limit,
    ),
    Check(
        id="unit/score-part",
        why="Marks in another unit rate the part as perfect or as worthless, always.",
        run=score_part,
    ),
    Check(
        id="unit/floor",
        why="A floor in the wrong unit lets single events fire, or keeps the alert quiet for ever.",
        run=floor,
    ),
    Check(
        id="unit/operands",
        why="A share of unlike things is a number without meaning.",
        run=operands,
    ),
)
