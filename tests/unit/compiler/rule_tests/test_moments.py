from __future__ import annotations

from taskcenter_monitor.compiler.rule_tests.moments import FIRING, PENDING, Condition, Watching
from taskcenter_monitor.signals.samples.scene import Claim

LABELS = {"job": "a"}
EVERY = 15.0


def condition(wait: float = 60.0, keep: float = 0.0, operator: str = ">") -> Condition:
    return Condition(operator=operator, limit=10.0, wait=wait, keep=keep)


def seen(*claims: Claim, by: Condition) -> list[tuple[float, tuple[str, ...]]]:
    found = Watching(by, EVERY).seen(claims)
    return [(one.at, tuple(state for _, state, _ in one.states)) for one in found]


def claim(since: float, until: float, *values: float, sharp: bool = False) -> Claim:
    pairs = tuple((LABELS, value) for value in values)
    return Claim(since=since, until=until, values=pairs, sharp=sharp, exact=True)


def test_it_is_pending_up_to_the_last_evaluation_and_fires_at_the_next() -> None:
    assert seen(claim(0, 150, 11, sharp=True), by=condition()) == [
        (45, (PENDING,)),
        (60, (FIRING,)),
        (150, (FIRING,)),
    ]


def test_without_a_wait_it_fires_at_once() -> None:
    assert seen(claim(30, 30, 11, sharp=True), by=condition(wait=0)) == [(30, (FIRING,))]


def test_a_beginning_that_is_not_known_gives_one_evaluation_more() -> None:
    assert seen(claim(0, 90, 11), by=condition()) == [(75, (FIRING,)), (90, (FIRING,))]


def test_what_does_not_last_long_enough_is_pending_only() -> None:
    assert seen(claim(0, 40, 11, sharp=True), by=condition()) == [(30, (PENDING,))]


def test_short_of_the_limit_nothing_is_seen() -> None:
    assert seen(claim(0, 90, 9), by=condition()) == [(90, ())]
    assert seen(claim(0, 90, 10), by=condition()) == [(90, ())]
    assert seen(claim(0, 90, 11), by=condition(operator="<")) == [(90, ())]
    assert seen(claim(0, 90), by=condition()) == [(90, ())]


def test_a_wait_is_rounded_up_to_whole_evaluations() -> None:
    times = [at for at, _ in seen(claim(0, 90, 11, sharp=True), by=condition(wait=50))]
    assert times == [45, 60, 90]


def test_a_value_that_is_not_exact_and_too_near_says_nothing() -> None:
    near = Claim(since=0, until=90, values=((LABELS, 10.1),))
    assert seen(near, by=condition()) == []


def test_it_keeps_firing_and_then_stops() -> None:
    told = seen(claim(0, 120, 11, sharp=True), claim(150, 600, 0), by=condition(keep=120))
    assert told[-3:] == [(225, (FIRING,)), (285, ()), (600, ())]


def test_an_end_within_the_time_that_it_keeps_firing_is_not_looked_at() -> None:
    told = seen(claim(0, 120, 11, sharp=True), claim(150, 240, 0), by=condition(keep=120))
    assert (240, ()) not in told


def test_a_condition_of_its_own_takes_any_value() -> None:
    own = Condition(operator="", limit=0.0, wait=0.0, keep=0.0)
    assert seen(claim(0, 15, 0, sharp=True), by=own) == [(0, (FIRING,)), (15, (FIRING,))]
