"""Limits lie where the signal can be, and where it is measured."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.results import units
from taskcenter_monitor.checks.usage import told
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.signals.availability import Availability
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.latency import Latency
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.score import Score
from taskcenter_monitor.signals.utilisation import Utilisation
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.quantities import number_text

_WHOLE = 1.0
"""All of it: 100 %."""
_SHARES = (Ratio, Latency, Availability, Utilisation, Score)
"""Kinds whose value lies between nothing and all of something."""


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
    if isinstance(signal, _SHARES):
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


CHECKS: tuple[Check, ...] = (
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
        id="threshold/baseline-direction",
        why="A drop is held against the lowest and a rise against the highest baseline; read the "
        "other way round, it fires on ordinary days.",
        run=baseline_direction,
    ),
)
