"""Alerts that fire, wait, and have fired: what Prometheus itself writes of the compiled rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, Pairs
from taskcenter_monitor.live.seeding.labels import Labels
from taskcenter_monitor.live.seeding.moments import FAINT, HOUR
from taskcenter_monitor.live.seeding.openmetrics import head, lines
from taskcenter_monitor.live.seeding.series import targets
from taskcenter_monitor.vocabulary.severities import SEVERITIES

FIRING_EACH, FIRING = 12, 4
"""One of so many rules fires now, and which of them."""
PENDING_EACH, PENDING = 24, 22
"""The same for one that waits."""

MOST = 400
"""Rules that have a past; of more of them every second, third and so on does."""

_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """An alert that was firing or pending from `start` to `end`."""

    labels: Pairs
    state: str
    start: int
    end: int

    def text(self) -> str:
        """Its samples."""
        moments = range(self.start, self.end + 1, FAINT)
        shown = tuple(sorted((*self.labels, ("alertstate", self.state))))
        return lines(head("ALERTS", shown), moments, ["1"] * len(moments)) + lines(
            head("ALERTS_FOR_STATE", self.labels), moments, [str(self.start)] * len(moments)
        )


def episodes(monitoring: Monitoring, now: int, reach: int) -> Iterator[Episode]:
    """What was up with every alert in the last `reach` seconds, in the order of the rules.

    What is to be always there, like a heartbeat, has always fired. Of each severity something fires
    now.
    """
    known = Labels(monitoring)
    rules = _some([*_rules(monitoring)])
    firing = _firing(rules)
    for number, rule in enumerate(rules):
        labels = _labels(rule, monitoring, known)
        if _is_heartbeat(rule):
            yield Episode(labels=labels, state="firing", start=now - reach, end=now)
            continue
        yield from _past(labels, number, now, reach)
        if number in firing:
            since = now - (4 + number * 7 % 80) * _MINUTE
            yield Episode(labels=labels, state="firing", start=since, end=now)
        elif number % PENDING_EACH == PENDING:
            yield Episode(labels=labels, state="pending", start=now - _MINUTE, end=now)


def _firing(rules: Sequence[AlertingRule]) -> frozenset[int]:
    """The numbers of the rules that fire now."""
    chosen = {number for number in range(len(rules)) if number % FIRING_EACH == FIRING}
    covered = {_severity(rules[number]) for number in chosen}
    for number, rule in enumerate(rules):
        if _severity(rule) not in covered:
            covered.add(_severity(rule))
            chosen.add(number)
    return frozenset(chosen)


def _some(rules: Sequence[AlertingRule]) -> list[AlertingRule]:
    each = len(rules) // MOST + 1
    return [rule for number, rule in enumerate(rules) if not number % each or _is_heartbeat(rule)]


def _is_heartbeat(rule: AlertingRule) -> bool:
    return _severity(rule) not in SEVERITIES[:-1]


def _severity(rule: AlertingRule) -> str:
    return dict(rule.labels).get("severity", "")


def _rules(monitoring: Monitoring) -> Iterator[AlertingRule]:
    for group in monitoring.groups:
        yield from (rule for rule in group.rules if isinstance(rule, AlertingRule))


def _past(labels: Pairs, number: int, now: int, reach: int) -> Iterator[Episode]:
    """It comes back every one or two days, for some minutes up to an hour."""
    period = (20 + 7 * (number % 5)) * HOUR
    length = (6 + number * 13 % 50) * _MINUTE
    for start in range(now - reach + number * 1327 % period // 60 * 60, now - 4 * HOUR, period):
        yield Episode(labels=labels, state="firing", start=start, end=start + length)


def _labels(rule: AlertingRule, monitoring: Monitoring, known: Labels) -> Pairs:
    """Those of the rule over those of a series that it could have fired for."""
    found = targets(monitoring)
    job, own = next((one for one in found if one[0] in rule.jobs), found[0])
    values = {"job": job, "instance": dict(own)["instance"]}
    series = {
        label: values.get(label) or known.first(label) for label in rule.carried if label != "le"
    }
    plain = {name: text for name, text in rule.labels if "{{" not in text}
    return tuple(sorted({**series, **plain, "alertname": rule.alert}.items()))
