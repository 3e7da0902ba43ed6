"""Alerts to send to a real Alertmanager, so that it shows all that its configuration does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.routing.inhibiting import Rule
from taskcenter_monitor.routing.router import Router
from taskcenter_monitor.routing.subjects import Alerts, Subject
from taskcenter_monitor.routing.variants import (
    Values,
    matchers_of,
    names_apart,
    values_of,
    variants,
)
from taskcenter_monitor.routing.walk import Labels, refusal

OTHER = "other"
"""The value of a label that must differ from that of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One alert that fires with these labels; `origin` is where it was written."""

    labels: Labels
    origin: Origin


def traffic(monitoring: Monitoring, router: Router) -> tuple[Sent, ...]:
    """Every alert in each of its ways, and for each inhibition partners that miss by one label.

    All of them fire at once. The sources and targets of each inhibition stand in a deployment of
    their own, as far as it compares a label that tells deployments apart, so that not everything
    is muted by something. What expectations alone speak of is sent as well.
    """
    found: dict[tuple[tuple[str, str], ...], Sent] = {}
    for sent in _all(monitoring, router):
        found.setdefault(tuple(sorted(sent.labels.items())), sent)
    return tuple(found.values())


def _all(monitoring: Monitoring, router: Router) -> Iterator[Sent]:
    alerts = Alerts(monitoring)
    matchers = list(matchers_of(router))
    values = values_of(matchers)
    for subject in alerts.all():
        for labels in variants(subject, values):
            yield Sent(labels=labels, origin=subject.origin)
    for row in monitoring.expectations:
        yield Sent(labels={"alertname": row.name, **dict(row.spelled)}, origin=row.origin)
    kinds = [kind.subject for kind in alerts.kinds(names_apart(matchers))]
    outside = [name for name, _ in monitoring.prometheus.external_labels]
    for rule in router.rules:
        scope = next((name for name in outside if name in rule.inhibition.equal), "")
        for place, sent in _around(rule, alerts, kinds, values):
            own = {scope: place} if scope in sent.labels else {}
            yield Sent(labels={**sent.labels, **own}, origin=sent.origin)


def _around(
    rule: Rule, alerts: Alerts, kinds: list[Subject], values: Values
) -> Iterator[tuple[str, Sent]]:
    """Sources with their targets, and a name for the deployment in which they stand."""
    within = "alertname" in rule.inhibition.equal
    for place, subject, source in _causes(rule, kinds, values, every=within):
        yield place, Sent(labels=source, origin=subject.origin)
        for target in alerts.named(subject.name) if within else kinds:
            for labels in filter(rule.is_target, variants(target, values)):
                for partner in _partners(rule, target, labels, source):
                    yield place, Sent(labels=partner, origin=target.origin)


def _causes(
    rule: Rule, kinds: list[Subject], values: Values, every: bool
) -> Iterator[tuple[str, Subject, Labels]]:
    """Alerts that pass all matchers of the source, or all but one."""
    found: dict[str, list[tuple[str, Subject, Labels]]] = {}
    for subject in kinds:
        for labels in variants(subject, values):
            refused = [
                position
                for position, matcher in enumerate(rule.source)
                if refusal((matcher,), labels) is not None
            ]
            if len(refused) < 2:
                place = "-".join((rule.name, *map(str, refused)))
                found.setdefault(place, []).append((place, subject, labels))
    for causes in found.values():
        yield from causes if every else causes[:1]


def _partners(rule: Rule, target: Subject, labels: Labels, source: Labels) -> Iterator[Labels]:
    """The target as an equal of the source, and as near misses."""
    equal = {
        label: source[label]
        for label in rule.inhibition.equal
        if label in target.unsure and label in source
    }
    partner = {**labels, **equal}
    yield partner
    for label in equal:
        yield {**partner, label: OTHER}
        yield {name: value for name, value in partner.items() if name != label}
