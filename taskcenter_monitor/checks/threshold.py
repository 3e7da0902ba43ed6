"""Limits and waits of an alert make sense, alone and as a pair."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.usage import told
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.quantities import Quantity

WATCHDOG = "Watchdog"
"""The one alert that always fires, so that its absence is noticed."""

_Pair = tuple[AlertEntry, str, Threshold, str, Threshold]


def _pairs(project: Project) -> Iterator[_Pair]:
    """Neighbouring severities of one alert, the more urgent one first."""
    for alert in project.alerts.values():
        value = alert.value
        if value.warning is not None:
            if value.critical is not None:
                yield alert, "critical", value.critical, "warning", value.warning
            if value.info is not None:
                yield alert, "warning", value.warning, "info", value.info
        elif value.critical is not None and value.info is not None:
            yield alert, "critical", value.critical, "info", value.info


def _limits(pair: _Pair) -> tuple[Quantity, Quantity] | None:
    """Both limits, where they can be compared."""
    worse, milder = pair[2].limit, pair[4].limit
    if worse is None or milder is None or pair[2].key != pair[4].key:
        return None
    return (worse, milder) if worse.dimension is milder.dimension else None


def order(project: Project) -> Iterator[Finding]:
    """Pairs whose urgent limit is crossed first."""
    for pair in _pairs(project):
        limits = _limits(pair)
        if limits is None:
            continue
        alert, severity, threshold, milder, _ = pair
        worse, mild = limits
        beyond = worse.base > mild.base if threshold.key == "above" else worse.base < mild.base
        if not beyond and worse.base != mild.base:
            yield Finding(
                alert.origin.at(severity, threshold.key),
                f"{severity} {worse.text} is reached before {milder} {mild.text}",
                f"{severity} must lie beyond {milder}; swap them or "
                f"{'raise' if threshold.key == 'above' else 'lower'} {severity}",
            )


def equal(project: Project) -> Iterator[Finding]:
    """Pairs that fire together."""
    for pair in _pairs(project):
        alert, severity, threshold, milder, other = pair
        limits = _limits(pair)
        if limits is not None and limits[0].base == limits[1].base:
            message = f"{severity} and {milder} have the same limit {limits[0].text}"
            hint = f"{milder} must be crossed first; move one of them"
            yield Finding(alert.origin.at(severity, threshold.key), message, hint)
        elif threshold.limit is None and other.limit is None and not _waits(threshold, other):
            message = f"{severity} fires no later than {milder}, so {milder} says nothing"
            hint = f"let {severity} wait longer than {milder}, or drop {milder}"
            yield Finding(alert.origin.at_key(severity), message, hint)


def _waits(threshold: Threshold, other: Threshold) -> bool:
    """Whether the first waits longer."""
    return parse_duration(threshold.wait) > parse_duration(other.wait)


def direction(project: Project) -> Iterator[Finding]:
    """Pairs that look into different directions, and limits on both sides."""
    for alert, severity, threshold, milder, other in _pairs(project):
        if threshold.limit is not None and other.limit is not None and threshold.key != other.key:
            place = alert.origin.at_key(severity, threshold.key)
            message = f"{severity} says `{threshold.key}`, but {milder} says `{other.key}`"
            yield Finding(place, message, "both must look into the same direction")
    for levels in told(project).values():
        for alert, severity, threshold in levels:
            if threshold.above is not None and threshold.below is not None:
                place = alert.origin.at_key(severity, "below")
                message = "a threshold has `above` or `below`, not both"
                yield Finding(place, message, "write two alerts")


def wait_order(project: Project) -> Iterator[Finding]:
    """Pairs whose urgent half waits longer."""
    for alert, severity, threshold, milder, other in _pairs(project):
        if threshold.limit is not None and _waits(threshold, other):
            yield Finding(
                alert.origin.at(severity, "for"),
                f"{severity} waits {threshold.wait}, longer than {milder} with {other.wait}",
                "what is worse must not be told later",
            )


def none_severity(project: Project) -> Iterator[Finding]:
    """Alerts that nobody is told about."""
    for name, alert in project.alerts.items():
        if alert.value.none is not None and name != WATCHDOG:
            yield Finding(
                alert.origin.at_key("none"),
                f"the severity none is for {WATCHDOG} alone",
                "take critical, warning or info",
            )


CHECKS = (
    Check(
        id="threshold/order",
        why="Whoever is paged by critical must have been warned before.",
        run=order,
    ),
    Check(
        id="threshold/equal",
        why="Two severities that fire at the same moment are one alert told twice.",
        run=equal,
    ),
    Check(
        id="threshold/direction",
        why="One alert cannot mean too much and too little at once.",
        run=direction,
    ),
    Check(
        id="threshold/wait-order",
        why="A critical state that must hold longer than the warning is told too late.",
        run=wait_order,
    ),
    Check(
        id="threshold/none-severity",
        why="Alerts of severity none go to no person; only the dead-man switch reads them.",
        run=none_severity,
    ),
)
