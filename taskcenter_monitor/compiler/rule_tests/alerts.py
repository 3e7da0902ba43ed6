"""Tests of alerting rules."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.annotations import rendered
from taskcenter_monitor.compiler.rule_tests.moments import FIRING, Condition, Seen, Watching
from taskcenter_monitor.compiler.rule_tests.readings import reading_queries
from taskcenter_monitor.compiler.rule_tests.setting import Setting
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rule_tests import (
    AlertAssertion,
    Firing,
    QueryAssertion,
    RuleTest,
)
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.signals.samples.labels import Labels, written
from taskcenter_monitor.signals.samples.scene import Limit, Scene, Watch
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry
from taskcenter_monitor.vocabulary.durations import parse_duration

Moments = dict[float, dict[int, Seen]]
"""A moment to the number of each rule whose state is known then."""


class AlertTests:
    """All tests of one alert, both severities together."""

    def __init__(self, alert: AlertEntry, setting: Setting) -> None:
        self.alert = alert
        self.setting = setting
        self.rules = setting.alerts.get(alert.name, [])
        thresholds = alert.value.thresholds
        self.conditions = {
            numbered.number: self._condition(thresholds[_severity(numbered.rule)])
            for numbered in self.rules
        }

    def tests(self) -> Iterator[RuleTest]:
        """One test a scene. Raises NoExampleError."""
        for scene in self.setting.scenes(self.alert.value.signal, self._watch()):
            moments = self._moments(scene)
            yield RuleTest(
                name=self._name(scene),
                step=scene.step,
                every=scene.every,
                samples=scene.samples,
                alerts=tuple(self._assertions(moments)),
                queries=(*self._states(moments), *reading_queries(scene, self.setting)),
                proves=self.setting.numbers(scene, self.rules),
                origin=self._origin(scene),
            )

    def _name(self, scene: Scene) -> str:
        severity = f" {scene.severity}" if scene.severity else ""
        return f"{self.alert.name}{severity}: {scene.name}"

    def _origin(self, scene: Scene) -> Origin:
        place = self.alert.origin
        return place.at(scene.severity) if scene.severity else place.at_key()

    def _watch(self) -> Watch:
        thresholds = self.alert.value.thresholds
        limits = tuple(
            Limit(severity=severity, text=threshold.limit.text, value=self._limit(threshold))
            for severity, threshold in thresholds.items()
            if threshold.limit is not None
        )
        operator = next(iter(thresholds.values())).operator if limits else ""
        hold = max(
            parse_duration(threshold.wait) + parse_duration(threshold.keep_firing_for or "0s")
            for threshold in thresholds.values()
        )
        soonest = min(parse_duration(threshold.wait) for threshold in thresholds.values())
        keep = max(condition.keep for condition in self.conditions.values())
        return Watch(operator=operator, limits=limits, hold=hold, soonest=soonest, keep=keep)

    def _condition(self, threshold: Threshold) -> Condition:
        return Condition(
            operator=threshold.operator if threshold.limit is not None else "",
            limit=self._limit(threshold),
            wait=parse_duration(threshold.wait),
            keep=parse_duration(threshold.keep_firing_for or "0s"),
        )

    def _limit(self, threshold: Threshold) -> float:
        if threshold.limit is None:
            return 0.0
        signal = self.setting.signals[self.alert.value.signal].value
        return float(threshold.limit.in_unit(signal.unit(self.setting.around)))

    def _moments(self, scene: Scene) -> Moments:
        found: Moments = {}
        for number, condition in self.conditions.items():
            for seen in Watching(condition, scene.every).seen(scene.claims):
                found.setdefault(seen.at, {})[number] = seen
        return dict(sorted(found.items()))

    def _assertions(self, moments: Moments) -> Iterator[AlertAssertion]:
        """All that fires under the alert's name, where that is known of every severity."""
        for at, seen in moments.items():
            if len(seen) < len(self.rules):
                continue
            firing = [
                self._firing(numbered.rule, labels, value if seen[numbered.number].exact else None)
                for numbered in self.rules
                for labels, state, value in seen[numbered.number].states
                if state == FIRING
            ]
            if None not in firing:
                known = tuple(one for one in firing if one is not None)
                yield AlertAssertion(at=at, alert=self.alert.name, firing=known)

    def _states(self, moments: Moments) -> Iterator[QueryAssertion]:
        """Whether each severity waits, fires or does neither."""
        for at, all_seen in moments.items():
            for numbered in self.rules:
                seen = all_seen.get(numbered.number)
                if seen is not None:
                    yield _state(numbered.rule, seen, at)

    def _firing(self, rule: AlertingRule, labels: Labels, value: float | None) -> Firing | None:
        everything = _all_labels(rule, labels)
        annotations = []
        for name, text in rule.annotations:
            shown = rendered(text, labels, value)
            if shown is None:
                return None
            annotations.append((name, shown))
        return Firing(tuple(everything.items()), tuple(annotations))


def _state(rule: AlertingRule, seen: Seen, at: float) -> QueryAssertion:
    told = {"alertname": rule.alert}
    yields = tuple(
        (written("ALERTS", {**told, "alertstate": state, **_all_labels(rule, labels)}), 1.0)
        for labels, state, _ in seen.states
    )
    return QueryAssertion(at=at, expr=rule.states, yields=yields)


def _all_labels(rule: AlertingRule, labels: Labels) -> Labels:
    """Those of the series, and those of the rule, which win."""
    return {**labels, **dict(rule.labels)}


def _severity(rule: AlertingRule) -> str:
    return dict(rule.labels)["severity"]
