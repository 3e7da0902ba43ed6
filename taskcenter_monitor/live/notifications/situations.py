"""What people are told of in the proof: alerts of the specs, in every shape a group can have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, Pairs

MANY = 30
"""Alerts of a large group: so many instances are down when a whole site is."""

_LABEL = re.compile(r"\$labels\.([a-zA-Z_][a-zA-Z0-9_]*)")
_TYPICAL = {
    "queue": "critical",
    "business_id": "billing",
    "db_name": "task_center",
    "pod": "task-center-api-7d9f8b6c5d-x2k4q",
}
_INSTANCE = "10.20.30.{0}:8888"
_LONG = "task-center-api-7d9f8b6c5d-{0:02}.task-center.svc.cluster.local:8888"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An alert that is sent.

    `series` are the labels that its PromQL yields, `labels` all that Alertmanager gets, sorted.
    `rule` is None for one that somebody sends by hand. `ended` says that it is over by the time
    the first message goes out.
    """

    rule: AlertingRule | None
    series: Pairs
    labels: Pairs
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A group of alerts as one message tells of it; `words` is for people."""

    name: str
    words: str
    samples: tuple[Sample, ...]
    group_by: tuple[str, ...]


EACH = "each"
"""The situation in which every alert of the specs is sent alone, once for each kind of channel."""


def situations(monitoring: Monitoring) -> tuple[Situation, ...]:
    """All situations that the specs can get into; without alerts only that of a stray one."""
    rules = [
        rule
        for group in monitoring.groups
        for rule in group.rules
        if isinstance(rule, AlertingRule)
    ]
    shapes = _Shapes(monitoring)
    found = [_situation("bare", "an alert without annotations", [shapes.bare()], monitoring)]
    if rules:
        first = min(rules, key=lambda rule: dict(rule.labels).get("severity") != "critical")
        found += [
            _situation("one", "one alert", [shapes.typical(first)], monitoring),
            _situation("many", f"{MANY} alerts", shapes.many(max(rules, key=_words)), monitoring),
            Situation(
                name=EACH,
                words="an alert of the specs",
                samples=tuple(shapes.typical(rule) for rule in rules),
                group_by=("alertname", "severity"),
            ),
        ]
    pair = _pair(rules)
    if pair is not None:
        samples = shapes.halves(*pair)
        found.append(_situation("mixed", "two severities, one of them over", samples, monitoring))
    return tuple(found)


class _Shapes:
    """Makes samples; all have the labels that Prometheus adds to whatever it sends."""

    def __init__(self, monitoring: Monitoring) -> None:
        prometheus = monitoring.prometheus
        replica = prometheus.delivery.replica_label
        self._external = {
            name: text for name, text in prometheus.external_labels if name != replica
        }
        self._job = prometheus.jobs[0].name if prometheus.jobs else "task-center-api"

    def bare(self) -> Sample:
        """As `amtool alert add` sends it."""
        return Sample(rule=None, series=(), labels=(("alertname", "TestAlert"),))

    def typical(self, rule: AlertingRule) -> Sample:
        """With values as people know them."""
        return self._sample(rule, self._values(rule, 41))

    def halves(self, first: AlertingRule, second: AlertingRule) -> list[Sample]:
        """Both of another instance, where only one of them goes on."""
        rules = (first, second)
        going, over = (self._sample(rule, self._values(rule, 42)) for rule in rules)
        return [going, replace(over, ended=True)]

    def many(self, rule: AlertingRule) -> list[Sample]:
        """The same alert of many instances, whose labels are long."""
        values = {name: f"{self._typical(name)}-业务系统-{name}" for name in _named(rule)}
        return [
            self._sample(rule, {**values, "job": self._job, "instance": _LONG.format(number)})
            for number in range(MANY)
        ]

    def _values(self, rule: AlertingRule, instance: int) -> dict[str, str]:
        values = {name: self._typical(name) for name in _named(rule)}
        return {**values, "instance": _INSTANCE.format(instance)}

    def _typical(self, name: str) -> str:
        return self._job if name == "job" else _TYPICAL.get(name, f"{name}-1")

    def _sample(self, rule: AlertingRule, series: Mapping[str, str]) -> Sample:
        labels = {**self._external, **series, **dict(rule.labels), "alertname": rule.alert}
        return Sample(
            rule=rule,
            series=tuple(sorted(series.items())),
            labels=tuple(sorted((name, text) for name, text in labels.items() if text)),
        )


def _situation(
    name: str, words: str, samples: Sequence[Sample], monitoring: Monitoring
) -> Situation:
    """One group: by the labels that the root route groups by, if all samples agree on them."""
    values = {
        label: {dict(sample.labels).get(label) for sample in samples}
        for label in monitoring.alertmanager.root.group_by
    }
    return Situation(
        name=name,
        words=words,
        samples=tuple(samples),
        group_by=tuple(label for label, found in values.items() if len(found) == 1),
    )


def _named(rule: AlertingRule) -> Iterable[str]:
    """The labels that the texts of an alert speak of; the instance comes on top."""
    texts = " ".join(text for _, text in rule.annotations)
    return dict.fromkeys(_LABEL.findall(texts))


def _words(rule: AlertingRule) -> int:
    return sum(len(text.encode()) for _, text in rule.annotations)


def _pair(rules: Sequence[AlertingRule]) -> tuple[AlertingRule, AlertingRule] | None:
    """The first two rules of one alert that differ in their severity."""
    return next(_pairs(rules), None)


def _pairs(rules: Sequence[AlertingRule]) -> Iterator[tuple[AlertingRule, AlertingRule]]:
    known: dict[str, AlertingRule] = {}
    for rule in rules:
        other = known.setdefault(rule.alert, rule)
        if dict(other.labels).get("severity") != dict(rule.labels).get("severity"):
            yield other, rule
