"""Signals read metrics, labels and buckets that the services really expose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.labels import labels_of_usage
from taskcenter_monitor.checks.usage import Usage, recorded_series, usages
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.quantities import number_text
from taskcenter_monitor.vocabulary.selectors import Matcher
from taskcenter_monitor.vocabulary.versions import parse_version

_SUFFIX = re.compile(r"_(?:bucket|count|sum)$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_NORMALISED_LE = (3, 0)
"""Prometheus stores whole-numbered bounds as `5.0` from this version on, as `5` before."""


def unknown_metric(project: Project) -> Iterator[Finding]:
    """Series that are neither in the catalogue nor recorded."""
    recorded = recorded_series(project)
    for usage in usages(project):
        name = usage.selector.metric
        if usage.found is not None or name in recorded or is_elsewhere(project, name):
            continue
        if ":" in name:
            hint = nearest(name, list(recorded))
            yield Finding(usage.origin, f"no signal records the series {name}", hint)
        else:
            hint = nearest(name, _series_names(project)) or "add it to metrics.yaml"
            yield Finding(usage.origin, f"the metric {name} is not in metrics.yaml", hint)


def is_elsewhere(project: Project, name: str) -> bool:
    """Whether a series may be one of those that could not be read."""
    if ":" in name:
        return bool(project.unreadable) or "signals" in project.incomplete
    names = {name, _SUFFIX.sub("", name)}
    return "metrics" in project.incomplete or not names.isdisjoint(project.unreadable)


def _series_names(project: Project) -> list[str]:
    return list(project.catalogue.metrics)


def unknown_label(project: Project) -> Iterator[Finding]:
    """Matchers and aggregations on labels that the metric does not have."""
    for usage in usages(project):
        if usage.found is None:
            continue
        known = labels_of_usage(project, usage)
        for matcher in usage.selector.matchers:
            if matcher.label not in known:
                yield _unknown_label(usage, matcher.label, known)
    for name, usage, key, label in _grouped(project):
        known = labels_of_usage(project, usage)
        if label not in known:
            found = _unknown_label(usage, label, known)
            place = project.signals[name].origin.at(*key)
            yield Finding(place, found.message, found.help)


def _unknown_label(usage: Usage, label: str, known: frozenset[str]) -> Finding:
    listed = ", ".join(sorted(known))
    message = f"{usage.selector.metric} has no label {label!r}"
    hint = nearest(label, sorted(known)) or f"its labels are {listed}"
    return Finding(usage.origin, message, hint)


def _grouped(project: Project) -> Iterator[tuple[str, Usage, tuple[str | int, ...], str]]:
    """Signal, use, place and label for everything that a signal aggregates by."""
    for usage in usages(project):
        if usage.found is None:
            continue
        signal = project.signals[usage.signal].value
        for number, label in enumerate(signal.by or ()):
            yield usage.signal, usage, ("by", number), label
        if isinstance(signal, Value):
            for number, label in enumerate(signal.distinct or ()):
                yield usage.signal, usage, ("distinct", number), label


def unknown_bucket(project: Project) -> Iterator[Finding]:
    """Matchers on a bound that the histogram does not have."""
    for usage, matcher, bounds in _bounds(project):
        for text in bounds:
            written = _NUMBER.fullmatch(text.replace("[.]", ".").replace("\\.", "."))
            buckets = _buckets(usage)
            if written and float(written[0]) not in buckets:
                listed = ", ".join(number_text(bucket) for bucket in buckets)
                message = f"{usage.selector.metric} has no bucket {written[0]}, so {matcher} fails"
                yield Finding(usage.origin, message, f"its buckets are {listed}")


def bucket_spelling(project: Project) -> Iterator[Finding]:
    """Bounds that the version of Prometheus in use spells otherwise."""
    version = parse_version(project.service.value.versions.prometheus)
    for usage, matcher, bounds in _bounds(project):
        whole = [text for text in bounds if text.replace("[.]0", "").isdigit()]
        fraction = [text for text in bounds if re.fullmatch(r"\d+(?:\.|\[\.\])0", text)]
        wrong = bool(whole and not fraction) if version >= _NORMALISED_LE else not whole
        if wrong and (whole or fraction):
            number = (whole or fraction)[0].split(".")[0].split("[")[0]
            yield Finding(
                usage.origin,
                f"{matcher} matches nothing on Prometheus {version[0]}.{version[1]}",
                f'write le=~"{number}|{number}[.]0", which every version understands',
            )


def _bounds(project: Project) -> Iterator[tuple[Usage, Matcher, list[str]]]:
    """Every matcher on `le` that spells out its bounds."""
    for usage in usages(project):
        if usage.found is None or usage.found.entry.value.type != "histogram":
            continue
        for matcher in usage.selector.matched("le"):
            if matcher.operator == "=":
                yield usage, matcher, [matcher.value]
            elif matcher.operator == "=~":
                yield usage, matcher, matcher.value.strip("()").split("|")


def _buckets(usage: Usage) -> list[float]:
    return list(usage.found.entry.value.buckets or ()) if usage.found else []


CHECKS = (
    Check(
        id="metric/unknown",
        why="A typo in a metric's name makes an alert that is silent for ever.",
        run=unknown_metric,
    ),
    Check(
        id="metric/unknown-label",
        why="A matcher on a label that does not exist selects nothing, or everything.",
        run=unknown_label,
    ),
    Check(
        id="metric/unknown-bucket",
        why="`le` is compared as text: a bound that is no bucket selects nothing.",
        run=unknown_bucket,
    ),
    Check(
        id="metric/bucket-spelling",
        why='Prometheus 2 stores the bound 5 as "5" and Prometheus 3 as "5.0"; the other matches '
        "nothing.",
        run=bucket_spelling,
    ),
)
