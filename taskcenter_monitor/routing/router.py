"""Who is told of an alert: the whole of the Alertmanager's configuration at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from taskcenter_monitor.ir.routing import AlertmanagerConfig
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.routing.clock import Intervals, Quiet, quiet_at
from taskcenter_monitor.routing.inhibiting import Rule, ruled
from taskcenter_monitor.routing.tree import Node, grown
from taskcenter_monitor.routing.walk import Labels, ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An alert told from one route: to its receiver, in the group of these labels.

    `quiet` is why nobody is told at the moment that was asked about; without one it is empty.
    """

    node: Node
    group: Pairs
    quiet: tuple[Quiet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """Routes, inhibitions and time intervals, ready to be asked."""

    root: Node
    rules: tuple[Rule, ...]
    intervals: Intervals

    def deliveries(self, labels: Labels, moment: datetime | None = None) -> tuple[Delivery, ...]:
        """Where an alert goes; `moment` is an aware time, None leaves the clock out."""
        return tuple(
            Delivery(
                node=node,
                group=tuple((name, labels[name]) for name in node.group_by if labels.get(name)),
                quiet=quiet_at(node.route, self.intervals, moment) if moment else (),
            )
            for node in ends(self.root, labels)
        )

    def receivers(self, labels: Labels, moment: datetime | None = None) -> tuple[str, ...]:
        """Who is told, each once, in the order of the routes."""
        told = (one.node.receiver for one in self.deliveries(labels, moment) if not one.quiet)
        return tuple(dict.fromkeys(told))


def router(config: AlertmanagerConfig) -> Router:
    """Makes a configuration ready to be asked."""
    return Router(
        root=grown(config.root),
        rules=tuple(map(ruled, config.inhibitions)),
        intervals={interval.name: interval for interval in config.intervals},
    )
