"""Tests of the alert on missing data, and the targets that it looks at."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.moments import FIRING, PENDING
from taskcenter_monitor.compiler.rule_tests.setting import Numbered
from taskcenter_monitor.compiler.rule_tests.slos.asserting import QUIET, Assertions
from taskcenter_monitor.compiler.rule_tests.slos.story import clock_of
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject, usual
from taskcenter_monitor.ir.rule_tests import RuleTest, Sample
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.signals.samples.stage import sample
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.samples import joined, level

_PARTS = 5
"""Evaluations within the `for` of the alert that are enough."""


def missing_tests(subject: Subject) -> Iterator[RuleTest]:
    """One timeline: counted, gone, the targets down as well, up again, counted again."""
    one = subject.missing()
    if one is not None:
        yield _gone(subject, one)


def _gone(subject: Subject, one: Numbered) -> RuleTest:
    no_data = subject.setting.no_data
    over, wait = parse_duration(no_data.over), parse_duration(no_data.wait)
    clock = clock_of(subject.interval, min(wait or over, over) / _PARTS / subject.interval)
    every, waited = clock.every, clock.evaluation(wait)
    gone = clock.evaluation(over) + 2 * every
    # The last rate that is recorded still sees what was there one base window before.
    noticed = gone + clock.evaluation(over + BASE_SECONDS) + every
    # A range that leaves out its first moment has lost it up to two evaluations sooner.
    sooner = noticed - 2 * every
    down = noticed + waited + 2 * every
    up = down + 3 * every
    back = up + waited + 3 * every
    told = subject.story(clock, (gone, 0.0, usual(clock)))
    all_of_it = Assertions(subject, told)
    quiet: tuple[float, ...] = (2 * every, gone, sooner - every, back + every)
    pending: tuple[float, ...] = (max(noticed, sooner + waited - every),)
    firing: tuple[float, ...] = (noticed + waited, down - every)
    if one.rule.jobs:
        quiet += (down + every, up - every)
        pending += (up, up + waited - every)
        firing += (up + waited,)
    for moments, state in ((quiet, QUIET), (pending if waited else (), PENDING), (firing, FIRING)):
        for at in moments:
            all_of_it.state(one, at, state, {})
    all_of_it.tells([one], noticed + waited, [1.0])
    up_and_down = ((1.0, down), (0.0, up), (1.0, back + 3 * every))
    samples = (*subject.vanishing(told, back), *_targets(subject, one, up_and_down, clock))
    return all_of_it.test("nothing is counted any more", one.rule.origin, samples)


def targets(subject: Subject, until: float, clock: Clock) -> tuple[Sample, ...]:
    """The targets that the events come from, all of them up."""
    one = subject.missing()
    return tuple(_targets(subject, one, ((1.0, until),), clock)) if one is not None else ()


def _targets(
    subject: Subject, one: Numbered, ups: tuple[tuple[float, float], ...], clock: Clock
) -> Iterator[Sample]:
    """One target that goes up and down, one that is never up, and one of another job that is."""
    if not one.rule.jobs:
        return
    until = ups[-1][1]
    *_, job = one.rule.jobs
    yield sample("up", _labels(subject, job), _levels(ups, clock))
    partner = {**_labels(subject, one.rule.jobs[0]), "instance": "partner:80"}
    yield sample("up", partner, _levels(((0.0, until),), clock))
    stranger = {"job": "another-job", "instance": "another:80"}
    yield sample("up", stranger, _levels(((1.0, until),), clock))


def _labels(subject: Subject, job: str) -> Labels:
    instance = subject.setting.around.instance_of(job) or "instance-1"
    return {"job": job, "instance": instance}


def _levels(ups: tuple[tuple[float, float], ...], clock: Clock) -> str:
    """A gauge that has each value before a moment."""
    parts, before = [], 0
    for value, until in ups:
        count = clock.count(until)
        parts.append(level(value, count - before))
        before = count
    return joined(parts)
