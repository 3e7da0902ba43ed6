"""Assertions of one test of an SLO, collected while its story is told."""

from __future__ import annotations

from collections.abc import Sequence

from taskcenter_monitor.compiler.rule_tests.annotations import rendered
from taskcenter_monitor.compiler.rule_tests.moments import FIRING, PENDING
from taskcenter_monitor.compiler.rule_tests.setting import Numbered
from taskcenter_monitor.compiler.rule_tests.slos.story import Known, Story
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rule_tests import (
    AlertAssertion,
    Firing,
    QueryAssertion,
    RuleTest,
    Sample,
)
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.signals.samples.labels import Labels, written
from taskcenter_monitor.vocabulary.samples import number

QUIET = ""
_SAME = 1e-9
"""Within which a value that comes without any division is found again."""


class Assertions:
    """What must hold at some moments of a story."""

    def __init__(self, subject: Subject, story: Story) -> None:
        self.subject = subject
        self.story = story
        self._alerts: list[AlertAssertion] = []
        self._queries: list[QueryAssertion] = []
        self._proves: set[int] = set()

    def state(self, one: Numbered, at: float, state: str, group: Labels | None = None) -> None:
        """The rule is pending, fires or is quiet, in this group and in no other one."""
        told = {"alertname": one.rule.alert, "alertstate": state, **dict(one.rule.labels)}
        own = self.subject.own if group is None else group
        yields = ((written("ALERTS", {**own, **told}), 1.0),) if state else ()
        self._queries.append(QueryAssertion(at=at, expr=one.rule.states, yields=yields))
        self._proves.add(one.number)

    def pending(self, one: Numbered, at: float) -> None:
        """It is seen, and waited for."""
        self.state(one, at, PENDING)

    def firing(self, one: Numbered, at: float) -> None:
        """It fires."""
        self.state(one, at, FIRING)

    def quiet(self, one: Numbered, at: float) -> None:
        """It neither fires nor waits."""
        self.state(one, at, QUIET)

    def tells(self, ones: Sequence[Numbered], at: float, values: Sequence[float]) -> bool:
        """Exactly these rules fire, and tell people these values; whether that can be told."""
        firing = [
            _firing(one.rule, self.subject.own if one.rule.carried else {}, value)
            for one, value in zip(ones, values, strict=True)
        ]
        known = tuple(one for one in firing if one is not None)
        is_told = bool(known) and len(known) == len(firing)
        if is_told:
            alert = ones[0].rule.alert
            self._alerts.append(AlertAssertion(at=at, alert=alert, firing=known))
            self._proves.update(one.number for one in ones)
        return is_told

    def share(self, window: str, seconds: float, at: float) -> None:
        """The share over a window is what the story makes it; nothing where nothing happened."""
        name = self.subject.share(window)
        known = self.story.share(seconds, at)
        if known is not None:
            self.near(name, at, known, Known(0.0, _SAME))
        elif self.subject.others:
            self.near(name, at, None, Known(0.0, _SAME))
        else:
            self.silent(name, at)

    def near(
        self, name: str, at: float, own: Known | None, other: Known, more: Labels | None = None
    ) -> None:
        """A recorded series has this value in our group, and the other one in the other group.

        `more` are labels that the rule puts on it.
        """
        groups = [(self.subject.own, own), *((one, other) for one in self.subject.others)]
        for group, known in groups:
            labels = {**group, **(more or {})}
            if known is None:
                self._ask(at, written(name, labels), ())
            else:
                value, within = number(known.value), number(known.within)
                expr = f"abs({written(name, labels)} - {value}) <= bool {within}"
                self._ask(at, expr, ((written("", labels) or "{}", 1.0),))
        if self.subject.others:
            # No group may be there besides.
            there = [group for group, known in groups if known is not None]
            labels_of = (written("", {**group, **(more or {})}) for group in there)
            self._ask(at, f"{name} * 0", tuple((labels, 0.0) for labels in labels_of))

    def alone(self, name: str, at: float, known: Known, labels: Labels) -> None:
        """A recorded series that all groups share has this value."""
        expr = f"abs({name} - {number(known.value)}) <= bool {number(known.within)}"
        self._ask(at, expr, ((written("", labels), 1.0),))

    def silent(self, name: str, at: float) -> None:
        """Nothing is recorded under a name, in no group."""
        self._ask(at, name, ())

    def _ask(self, at: float, expr: str, yields: tuple[tuple[str, float], ...]) -> None:
        self._queries.append(QueryAssertion(at=at, expr=expr, yields=yields))

    def test(
        self, name: str, origin: Origin, samples: Sequence[Sample], proves: Sequence[int] = ()
    ) -> RuleTest:
        """The whole test; `proves` has rules beside those of which a state is asserted."""
        clock = self.story.clock
        return RuleTest(
            name=f"{self.subject.slo.name}: {name}",
            step=clock.step,
            every=clock.every,
            samples=tuple(samples),
            alerts=tuple(self._alerts),
            queries=tuple(sorted(self._queries, key=lambda one: one.at)),
            proves=tuple(sorted({*self._proves, *proves})),
            origin=origin,
        )


def _firing(rule: AlertingRule, group: Labels, value: float) -> Firing | None:
    labels = {**group, **dict(rule.labels)}
    annotations = [(name, rendered(text, labels, value)) for name, text in rule.annotations]
    if any(text is None for _, text in annotations):
        return None
    told = tuple((name, text) for name, text in annotations if text is not None)
    return Firing(tuple(labels.items()), told)
