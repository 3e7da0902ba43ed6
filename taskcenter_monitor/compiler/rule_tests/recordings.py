"""Tests of recorded signals that no alert of their group reads."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.moments import Condition
from taskcenter_monitor.compiler.rule_tests.readings import reading_queries
from taskcenter_monitor.compiler.rule_tests.setting import Setting
from taskcenter_monitor.ir.rule_tests import QueryAssertion, RuleTest
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.samples import usual_limit
from taskcenter_monitor.signals.samples.labels import written
from taskcenter_monitor.signals.samples.scene import Claim, Limit, Watch
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.vocabulary.quantities import number_text


def recording_tests(signal: Entry[SignalModel], setting: Setting) -> Iterator[RuleTest]:
    """One test a scene, as if an alert looked at the signal. Raises NoExampleError."""
    lowered = setting.lowered(signal.name)
    limit = usual_limit(signal.value, setting.around)
    watch = Watch(
        operator=">",
        limits=(Limit(severity="", text=number_text(limit), value=limit),),
        hold=0.0,
    )
    name = lowered.recordings[-1].name
    for scene in setting.scenes(signal.name, watch):
        sides = [
            query for claim in scene.claims for query in _queries(name, claim, limit, scene.every)
        ]
        yield RuleTest(
            name=f"{signal.name}: {scene.name}",
            step=scene.step,
            every=scene.every,
            samples=scene.samples,
            alerts=(),
            queries=(*sides, *reading_queries(scene, setting)),
            proves=tuple(sorted(setting.recordings[one.name] for one in lowered.recordings)),
            origin=signal.origin.at_key(),
        )


def _queries(name: str, claim: Claim, limit: float, every: float) -> Iterator[QueryAssertion]:
    """What is recorded at the end of a claim: on which side of the limit, and of what."""
    condition = Condition(operator=">", limit=limit, wait=0.0, keep=0.0)
    at = claim.until // every * every
    sides = [condition.holds(value, claim.exact) for _, value in claim.values]
    if None not in sides:
        yields = tuple(
            (written("", labels) or "{}", 1.0)
            for (labels, _), holds in zip(claim.values, sides, strict=True)
            if holds
        )
        expr = f"({name} > {number_text(limit)}) > bool {number_text(limit)}"
        yield QueryAssertion(at=at, expr=expr, yields=yields)
    if claim.exact and claim.values:
        known = tuple((written("", labels) or "{}", 0.0) for labels, _ in claim.values)
        yield QueryAssertion(at=at, expr=f"{name} * 0", yields=known)
