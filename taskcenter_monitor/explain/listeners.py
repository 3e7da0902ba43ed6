"""Who hears of an alert, and what may keep them from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from functools import cached_property

from taskcenter_monitor.explain.material import Material
from taskcenter_monitor.ir.explanation import Bounds, MutedBy, Told
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.routing.router import router
from taskcenter_monitor.routing.sources import Sources
from taskcenter_monitor.routing.subjects import Alerts, Subject
from taskcenter_monitor.routing.tree import Node, nodes
from taskcenter_monitor.routing.variants import matchers_of, values_of, variants
from taskcenter_monitor.vocabulary.detection import Notification
from taskcenter_monitor.vocabulary.durations import parse_duration


class Listeners:
    """Routes and inhibitions, asked about every way in which an alert may come."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._router = router(material.monitoring.alertmanager)
        self._values = values_of(matchers_of(self._router))
        self._alerts = Alerts(material.monitoring)

    def told(self, rule: AlertingRule, bounds: Bounds) -> tuple[Told, ...]:
        """The routes that take the alert, in the order in which they stand."""
        ways = self._ways(rule)
        taken = Counter(
            delivery.node.path for labels in ways for delivery in self._router.deliveries(labels)
        )
        return tuple(
            self._told(node, bounds, taken[node.path] == len(ways))
            for node in nodes(self._router.root)
            if node.path in taken
        )

    def muting(self, rule: AlertingRule) -> tuple[MutedBy, ...]:
        """The inhibitions of which a source may fire beside the alert."""
        found: dict[str, dict[str, None]] = {}
        for labels in self._ways(rule):
            for source in self._sources.muting(labels):
                names = (f"{name} ({source.severity})" for name in source.names)
                found.setdefault(source.rule.name, {}).update(dict.fromkeys(names))
        subject = self._subject(rule)
        own = subject.unsure.union(subject.fixed)
        return tuple(self._muted_by(name, tuple(sources), own) for name, sources in found.items())

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self._router, self._alerts)

    def _ways(self, rule: AlertingRule) -> tuple[dict[str, str], ...]:
        return variants(self._subject(rule), self._values)

    def _subject(self, rule: AlertingRule) -> Subject:
        severities = self._alerts.named(rule.alert)
        return next(one for one in severities if one.origin == rule.origin)

    def _told(self, node: Node, bounds: Bounds, certain: bool) -> Told:
        group_wait, group_interval, repeat_interval = (
            parse_duration(text)
            for text in (node.group_wait, node.group_interval, node.repeat_interval)
        )
        slight, full = (
            Notification(firing=firing, group_wait=group_wait, group_interval=group_interval)
            for firing in (bounds.slight, bounds.full)
        )
        return Told(
            route=node.name,
            receiver=node.receiver,
            ways=tuple(self._ways_of(node.receiver)),
            certain=certain,
            group_by=node.group_by,
            group_wait=group_wait,
            group_interval=group_interval,
            repeat_interval=repeat_interval,
            muted=node.route.muted,
            active=node.route.active,
            slight=slight,
            full=full,
            place=self._material.span(node.route.origin.at_key()),
        )

    def _ways_of(self, receiver: str) -> Iterator[str]:
        for integration in self._material.project.routing.value.receivers[receiver]:
            yield integration.kind

    def _muted_by(self, name: str, sources: tuple[str, ...], own: Set[str]) -> MutedBy:
        routing = self._material.project.routing
        inhibition = routing.value.inhibitions[name]
        return MutedBy(
            inhibition=name,
            why=inhibition.why,
            sources=sources,
            equal=tuple(label for label in inhibition.equal if label in own),
            place=self._material.span(routing.origin.at("inhibitions").at_key(name)),
        )
