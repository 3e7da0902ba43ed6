"""Which alerts may mute which, for all alerts of the specs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.routing.inhibiting import Rule
from taskcenter_monitor.routing.router import Router
from taskcenter_monitor.routing.subjects import Alerts, Kind, Subject
from taskcenter_monitor.routing.variants import matchers_of, names_apart, values_of, variants
from taskcenter_monitor.routing.walk import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Alerts that mute another one; `labels` are those with which the first of them does."""

    rule: Rule
    names: tuple[str, ...]
    severity: str
    labels: Labels


class Sources:
    """All alerts that may stand on the side of the cause of some inhibition."""

    def __init__(self, router: Router, alerts: Alerts) -> None:
        matchers = list(matchers_of(router))
        self._alerts = alerts
        self._values = values_of(matchers)
        kinds = alerts.kinds(names_apart(matchers))
        self._sides = [
            (rule, [kind for kind in kinds if any(map(rule.is_source, self._of(kind.subject)))])
            for rule in router.rules
        ]

    def muting(self, target: Labels) -> Iterator[Source]:
        """Every alert that may mute one with these labels, for each inhibition.

        What a source shares with its target is taken from there, as far as it can differ at all.
        """
        for rule, kinds in self._sides:
            if not rule.is_target(target):
                continue
            for kind in self._candidates(rule, kinds, target):
                labels = self._aligned(rule, kind.subject, target)
                if labels is not None:
                    severity = kind.subject.severity
                    yield Source(rule=rule, names=kind.names, severity=severity, labels=labels)

    def _candidates(self, rule: Rule, kinds: list[Kind], target: Labels) -> list[Kind]:
        """The kinds that may be sources; where the names must be equal, only the one's own."""
        if "alertname" not in rule.inhibition.equal:
            return kinds
        own = self._alerts.named(target.get("alertname", ""))
        return [Kind(subject=subject, names=(subject.name,)) for subject in own]

    def _of(self, subject: Subject) -> tuple[dict[str, str], ...]:
        return variants(subject, self._values)

    def _aligned(self, rule: Rule, subject: Subject, target: Labels) -> Labels | None:
        """The source with labels that mute the target; None where it cannot have them."""
        shared = {
            label: target.get(label, "")
            for label in rule.inhibition.equal
            if label in subject.unsure and _can_be(subject, label, target.get(label, ""))
        }
        for labels in self._of(subject):
            merged = {label: value for label, value in (labels | shared).items() if value}
            if rule.mutes(merged, target):
                return merged
        return None


def _can_be(subject: Subject, label: str, value: str) -> bool:
    """Whether a label that is not known before the alert fires can have this value."""
    if not value:
        return label not in subject.series.labels
    if label == "job" and subject.series.jobs:
        return value in subject.series.jobs
    return True
