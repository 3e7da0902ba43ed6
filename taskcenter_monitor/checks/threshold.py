"""Limits and waits of an alert make sense, alone and as a pair."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.usage import told, units
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.score import Score
from taskcenter_monitor.signals.utilisation import Utilisation
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.quantities import Quantity, number_text

WATCHDOG = "Watchdog"
"""The one alert that always fires, so that its absence is noticed."""
_WHOLE = 1.0
"""All of it: 100 %."""

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


def never(project: Project) -> Iterator[Finding]:
    """Limits outside of the range of the signal."""
    for name, levels in told(project).items():
        entry = project.signals.get(name)
        if entry is None:
            continue
        most, least = _range(project, name, entry.value)
        for alert, severity, threshold in levels:
            limit = threshold.limit
            if limit is None:
                continue
            place = alert.origin.at(severity, threshold.key)
            if threshold.key == "above" and most is not None and limit.base >= most:
                top = "100%" if limit.text.endswith("%") else number_text(most)
                message = f"{name} never exceeds {top}, so above {limit.text} cannot fire"
                yield Finding(place, message, f"take a limit under {top}")
            if threshold.key == "below" and least is not None and limit.base <= least:
                message = f"{name} is never negative, so below {limit.text} cannot fire"
                yield Finding(place, message, "take a limit over 0")


def _range(project: Project, name: str, signal: SignalModel) -> tuple[float | None, float | None]:
    """The most and the least that a signal can be, in the base of its unit; None if unbounded."""
    if isinstance(signal, (Ratio, Utilisation, Score)):
        return _WHOLE, 0.0
    if isinstance(signal, Expression):
        return None, None
    if isinstance(signal, Value):
        found = project.catalogue.find(signal.metric.metric)
        summed = signal.aggregate in ("sum", "count")
        is_bool = found is not None and found.entry.value.unit == "bool"
        return (1.0 if is_bool and not summed else None), (0.0 if is_bool else None)
    return None, 0.0 if name in units(project) else None


def last_bucket(project: Project) -> Iterator[Finding]:
    """Limits of a quantile that lie where its histogram does not look."""
    for alert, severity, threshold, limit, buckets in _quantile_limits(project):
        if threshold.key == "above" and limit >= buckets[-1]:
            text = threshold.limit.text if threshold.limit else ""
            last = number_text(buckets[-1])
            yield Finding(
                alert.origin.at(severity, "above"),
                f"a quantile is never above the last finite bucket {last}, so {text} cannot fire",
                "add a bucket above the limit to the service and to metrics.yaml",
            )


def bucket_edge(project: Project) -> Iterator[Finding]:
    """Limits of a quantile between two buckets."""
    for alert, severity, threshold, limit, buckets in _quantile_limits(project):
        if limit in buckets or limit >= buckets[-1]:
            continue
        text = threshold.limit.text if threshold.limit else ""
        near = sorted(sorted(buckets, key=lambda bucket: abs(bucket - limit))[:2])
        yield Finding(
            alert.origin.at(severity, threshold.key),
            f"{text} is no bucket of the histogram; near it the quantile is only estimated",
            f"take one of its buckets, like {' or '.join(map(number_text, near))}, or add one",
        )


def _quantile_limits(
    project: Project,
) -> Iterator[tuple[AlertEntry, str, Threshold, float, list[float]]]:
    """Every limit on a quantile, in the unit of the histogram's buckets."""
    for name, levels in told(project).items():
        entry = project.signals.get(name)
        if entry is None or not isinstance(entry.value, Quantile):
            continue
        found = project.catalogue.find(entry.value.metric.metric)
        unit = units(project).get(name)
        if found is None or unit is None or found.entry.value.buckets is None:
            continue
        buckets = list(found.entry.value.buckets)
        for alert, severity, threshold in levels:
            limit = threshold.limit
            if limit is not None and limit.dimension is unit.dimension:
                yield alert, severity, threshold, limit.in_unit(unit), buckets


def none_severity(project: Project) -> Iterator[Finding]:
    """Alerts that nobody is told about."""
    for name, alert in project.alerts.items():
        if alert.value.none is not None and name != WATCHDOG:
            yield Finding(
                alert.origin.at_key("none"),
                f"the severity none is for {WATCHDOG} alone",
                "take critical, warning or info",
            )


def baseline_direction(project: Project) -> Iterator[Finding]:
    """Alerts on a baseline that look into the other direction than the signal."""
    wanted = {"drop": "below", "rise": "above"}
    for name, levels in told(project).items():
        entry = project.signals.get(name)
        if entry is None or not isinstance(entry.value, Baseline):
            continue
        key = wanted[entry.value.direction]
        for alert, severity, threshold in levels:
            if threshold.limit is not None and threshold.key != key:
                yield Finding(
                    alert.origin.at_key(severity, threshold.key),
                    f"{name} looks for a {entry.value.direction}, so its limit is a `{key}`",
                    f"write {key}, or change the signal's `direction`",
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
        id="threshold/never",
        why="A limit outside of the signal's range makes an alert that cannot fire.",
        run=never,
    ),
    Check(
        id="threshold/last-bucket",
        why="histogram_quantile() answers with the last finite bucket for everything above it.",
        run=last_bucket,
    ),
    Check(
        id="threshold/bucket-edge",
        why="Between two buckets a quantile is interpolated: the alert fires early or late by the "
        "width of a bucket.",
        run=bucket_edge,
        level=Level.WARNING,
    ),
    Check(
        id="threshold/none-severity",
        why="Alerts of severity none go to no person; only the dead-man switch reads them.",
        run=none_severity,
    ),
    Check(
        id="threshold/baseline-direction",
        why="A drop is held against the lowest and a rise against the highest baseline; read the "
        "other way round, it fires on ordinary days.",
        run=baseline_direction,
    ),
)
