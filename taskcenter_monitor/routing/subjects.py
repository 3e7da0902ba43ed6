"""The labels with which alerts come to Alertmanager, as far as they are known before they fire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, Pairs
from taskcenter_monitor.ir.scrape import PrometheusConfig

EXAMPLE = "example"
"""The value of a label of which nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The series that an alert comes from: their labels, the jobs and what those add.

    `jobs` maps a job to its instances; it is empty where nobody knows. `added` has the labels
    that scrape jobs put on their targets: an alert has them unless its expression drops them.
    """

    labels: tuple[str, ...]
    jobs: Mapping[str, tuple[str, ...]]
    added: Mapping[str, Pairs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One severity of an alert, or one window of an SLO's.

    `fixed` are the labels that it has in any case.
    """

    name: str
    severity: str
    fixed: Mapping[str, str]
    series: Series
    origin: Origin

    @property
    def title(self) -> str:
        """What people tell it by: several windows of an SLO may have one severity."""
        window = self.fixed.get("window", "")
        return f"{self.severity}, {window}" if window else self.severity

    def supposed(self, job: str = "") -> dict[str, str]:
        """Labels with which it may come, where nothing else is known; `job` is one of its own."""
        series = self.series
        job = job or next(iter(series.jobs), EXAMPLE)
        instances = series.jobs.get(job, ())
        known = {"job": job, "instance": instances[0] if instances else f"{EXAMPLE}:9100"}
        own = {label: known.get(label, EXAMPLE) for label in series.labels}
        added = dict(series.added.get(job, ())) if "instance" in own else {}
        return added | own | dict(self.fixed)

    @property
    def unsure(self) -> frozenset[str]:
        """Labels of which the value, or whether they are there, is known only when it fires."""
        added = (label for pairs in self.series.added.values() for label, _ in pairs)
        return frozenset((*self.series.labels, *added)) - self.fixed.keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Alerts of which routing sees no difference; `subject` is the first, `names` are all."""

    subject: Subject
    names: tuple[str, ...]


class Alerts:
    """Every severity of every alert.

    Large projects have tens of thousands of rules and a few dozen kinds, so a subject is made
    only when somebody asks for it.
    """

    def __init__(self, monitoring: Monitoring) -> None:
        self._config = monitoring.prometheus
        self._rules: dict[str, list[AlertingRule]] = {}
        for group in monitoring.groups:
            for rule in group.rules:
                if isinstance(rule, AlertingRule):
                    self._rules.setdefault(rule.alert, []).append(rule)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all alerts."""
        return tuple(self._rules)

    def all(self) -> Iterator[Subject]:
        """Every subject, in the order of the rules."""
        for name in self._rules:
            yield from self.named(name)

    def named(self, name: str) -> tuple[Subject, ...]:
        """The severities of one alert; nothing where there is none of that name."""
        return tuple(_subject(rule, self._config) for rule in self._rules.get(name, ()))

    def kinds(self, apart: frozenset[str] | None) -> tuple[Kind, ...]:
        """All alerts by what routing sees of them; `apart` are the names it knows, None for all."""
        found: dict[tuple[object, ...], list[AlertingRule]] = {}
        for name, rules in self._rules.items():
            seen = name if apart is None or name in apart else ""
            for rule in rules:
                key = (seen, rule.labels, rule.carried, rule.jobs)
                found.setdefault(key, []).append(rule)
        return tuple(
            Kind(
                subject=_subject(rules[0], self._config),
                names=tuple(dict.fromkeys(rule.alert for rule in rules)),
            )
            for rules in found.values()
        )


def _subject(rule: AlertingRule, config: PrometheusConfig) -> Subject:
    own = {"alertname": rule.alert, **dict(rule.labels)}
    absent = {name: value for name, value in _outside(config) if name not in rule.carried}
    return Subject(
        name=rule.alert,
        severity=own.get("severity", ""),
        fixed=absent | own,
        series=_series(rule, config),
        origin=rule.origin,
    )


def _outside(config: PrometheusConfig) -> Pairs:
    """The external labels, which Prometheus adds where an alert lacks them."""
    replica = config.delivery.replica_label
    return tuple((name, value) for name, value in config.external_labels if name != replica)


def _series(rule: AlertingRule, config: PrometheusConfig) -> Series:
    jobs = {job.name: job for job in config.jobs}
    own = rule.jobs or (tuple(jobs) if "job" in rule.carried else ())
    return Series(
        labels=rule.carried,
        jobs={name: jobs[name].targets for name in own if name in jobs},
        added={name: jobs[name].labels for name in own if name in jobs and jobs[name].labels},
    )
