"""Tests of what all sums of an SLO are made of, and of what is too little to tell."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.slos.asserting import Assertions
from taskcenter_monitor.compiler.rule_tests.slos.missing import targets
from taskcenter_monitor.compiler.rule_tests.slos.story import Known, clock_of
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject, usual
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.signals.samples.counting import at_least
from taskcenter_monitor.vocabulary.burning import BASE, BASE_SECONDS
from taskcenter_monitor.vocabulary.durations import parse_duration

_MINUTE = 60.0
_BAD = 0.4
"""A share of bad events like any other."""
_EDGE = 0.003
"""By how much the half-filled window of a rate may be off, as a part of what fills it."""


def rate_tests(subject: Subject) -> Iterator[RuleTest]:
    """The rates rise and fall with their events, also where one kind of event is never seen."""
    yield _rates(subject)
    yield _one_sided(subject, "nothing bad ever happens", 0.0)
    yield _one_sided(subject, "nothing good ever happens", 1.0)
    if not subject.slo.counts_time:
        yield _at_night(subject)
        yield _next_to_nothing(subject)
    elif not subject.slo.labels:
        yield from _not_there(subject)


def _rates(subject: Subject) -> RuleTest:
    """Good events, then some bad ones, good ones again, and none; strangers fail all the time.

    A few bad ones come first: a counter that begins later is stretched less by Prometheus 3.
    """
    clock = clock_of(min(subject.interval, _MINUTE), 1.0)
    speed = usual(clock)
    idle = () if subject.slo.counts_time else ((40 * _MINUTE, 0.0, 0.0),)
    told = subject.story(
        clock,
        (2 * _MINUTE, _BAD, speed),
        (10 * _MINUTE, 0.0, speed),
        (20 * _MINUTE, _BAD, speed),
        (30 * _MINUTE, 0.0, speed),
        *idle,
    )
    all_of_it = Assertions(subject, told)
    usually = subject.counted(speed)
    for minute in (8, 12, 18, 22, 28, 32, 40) if idle else (8, 12, 18, 22, 28):
        at = minute * _MINUTE
        rates = zip(told.rates(at, edge=True), told.rates(at, edge=False), strict=True)
        bad, total = (_between(*pair, _EDGE * usually) for pair in rates)
        all_of_it.near(subject.bad, at, bad, Known(0.0, 1e-9))
        all_of_it.near(subject.total, at, total, Known(usually, _EDGE * usually))
        if any(window.short == BASE for window in subject.slo.windows):
            all_of_it.share(BASE, BASE_SECONDS, at)
    strangers = subject.events.strangers(speed, told.until, clock.step)
    name = "rates follow their events"
    samples = (*subject.samples(told), *strangers)
    return all_of_it.test(name, subject.slo.origin.at_key(), samples)


def _between(one: float, other: float, within: float) -> Known:
    return Known((one + other) / 2, abs(one - other) / 2 + within)


def _one_sided(subject: Subject, name: str, share: float) -> RuleTest:
    """A counter without a series counts as 0 for as long as there is a rate of all events."""
    clock = clock_of(min(subject.interval, _MINUTE), 1.0)
    speed = usual(clock)
    told = subject.story(clock, (10 * _MINUTE, share, speed))
    all_of_it = Assertions(subject, told)
    missing = subject.missing()
    usually = subject.counted(speed)
    for minute in (8,) if subject.slo.counts_time else (8, 13):
        at = minute * _MINUTE
        # What is left of the window is not all of it.
        within = usually if minute > 10 else usually * _EDGE
        bad = Known(share * usually, share * within + 1e-9)
        all_of_it.near(subject.bad, at, bad, Known(0.0, 1e-9))
        all_of_it.near(subject.total, at, Known(usually, within), Known(usually, within))
        if missing is not None and minute < 10:
            all_of_it.state(missing, at, "", {})
    if not subject.slo.counts_time:
        for series in (subject.bad, subject.total):
            all_of_it.silent(series, 17 * _MINUTE)
    samples = (*subject.vanishing(told), *targets(subject, told.until, clock))
    return all_of_it.test(name, subject.slo.origin.at_key(), samples)


def _next_to_nothing(subject: Subject) -> RuleTest:
    """Of nothing there is no share, in no window; of next to nothing there is.

    The first events come and go between two evaluations: they only make the counters begin.
    """
    clock = clock_of(subject.interval, 2 * BASE_SECONDS / subject.interval)
    idle, some = 3 * clock.every, 6 * clock.every
    least = at_least(0.0) / clock.step
    told = subject.story(
        clock, (clock.step, 0.0, usual(clock)), (idle, 0.0, 0.0), (some, 1.0, least)
    )
    all_of_it = Assertions(subject, told)
    slo = subject.slo
    windows = {text for one in slo.windows for text in (one.long, one.short)}
    for at in (idle, some):
        for window in sorted(windows - {BASE}):
            all_of_it.share(window, parse_duration(window), at)
    return all_of_it.test("next to nothing", slo.origin.at_key(), subject.samples(told))


def _not_there(subject: Subject) -> Iterator[RuleTest]:
    """Without any series all of the time is bad, as long as Prometheus scrapes something else."""
    clock = clock_of(min(subject.interval, _MINUTE), 1.0)
    end = 12 * _MINUTE
    witnesses = tuple(subject.events.witnesses(end, clock.step))
    if witnesses:
        all_of_it = Assertions(subject, subject.story(clock, (end, 1.0, 1.0)))
        for series in (subject.bad, subject.total):
            all_of_it.near(series, end - clock.every, Known(1.0, _EDGE), Known(1.0, _EDGE))
        yield all_of_it.test("nothing is there", subject.slo.origin.at_key(), witnesses)


def _at_night(subject: Subject) -> RuleTest:
    """A single event in hours, and it fails: no window minds."""
    clock = clock_of(subject.interval, 1.0)
    begin = clock.evaluation(10 * _MINUTE)
    end = begin + clock.evaluation(10 * _MINUTE)
    told = subject.story(
        clock,
        (begin, 0.0, 0.0),
        (begin + clock.step, 1.0, 1 / clock.step),
        (end, 0.0, 0.0),
    )
    all_of_it = Assertions(subject, told)
    for window in subject.slo.windows:
        for later in (1, 2, 4):
            all_of_it.quiet(subject.rule(window), begin + later * clock.every)
        all_of_it.quiet(subject.rule(window), end)
    name = "one event at night, which fails"
    return all_of_it.test(name, subject.slo.origin.at_key(), subject.samples(told))
