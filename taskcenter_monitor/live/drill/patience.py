"""How long an alert may take to fire, to be told and to be over, by what its rule looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.live.drill.clock import windows
from taskcenter_monitor.live.drill.watch import Subject
from taskcenter_monitor.routing.tree import Node
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.promql import recorded_series

SLACK = 12.0
"""Seconds of the wall that a machine may take longer than the clocks say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds of the wall: `reach` is the longest window that the alert looks at."""

    wait: float
    keep: float
    reach: float
    interval: float

    @property
    def to_fire(self) -> float:
        """From the fault until it must fire."""
        return self.wait + self.reach + 3 * self.interval + SLACK

    @property
    def to_recover(self) -> float:
        """From the end of the fault until it must be over."""
        return self.keep + self.reach + 3 * self.interval + SLACK


def timings(groups: Sequence[RuleGroup]) -> Mapping[Subject, Timing]:
    """The alerts of compiled and scaled groups."""
    recorded = {
        rule.record: rule.expr
        for group in groups
        for rule in group.rules
        if isinstance(rule, RecordingRule)
    }

    @lru_cache(maxsize=None)
    def reach(expr: str) -> float:
        deeper = [recorded[name] for name in recorded_series(expr) if name in recorded]
        below = max((reach(each) for each in deeper if each != expr), default=0.0)
        return max(windows(expr), default=0.0) + below

    return {
        subject_of_rule(rule): Timing(
            wait=_seconds(rule.wait),
            keep=_seconds(rule.keep),
            reach=reach(rule.expr),
            interval=_seconds(group.interval),
        )
        for group in groups
        for rule in alerting(group)
    }


def alerting(group: RuleGroup) -> Iterator[AlertingRule]:
    """The alerts of a group."""
    return (rule for rule in group.rules if isinstance(rule, AlertingRule))


def subject_of_rule(rule: AlertingRule) -> Subject:
    """Whom a rule fires for."""
    labels = dict(rule.labels)
    return Subject(rule.alert, labels.get("severity", ""), labels.get("window", ""))


def to_tell(node: Node) -> float:
    """Seconds until a route has told of an alert, also where its group is known already."""
    return _seconds(node.group_wait) + _seconds(node.group_interval) + SLACK / 2


def _seconds(text: str) -> float:
    return parse_duration(text) if text else 0.0
