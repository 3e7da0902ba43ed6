"""Who goes first, by what `reasons` says and by what a logger does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging.levels import NUMBERS
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import (
    LevelName,
    Levels,
    Override,
    Policy,
    RatioOverride,
    Tracing,
)
from taskcenter_monitor.telemetry.policy.precedence import (
    KINDS,
    Reason,
    Subject,
    effective,
    effective_tracing,
    in_force,
    next_expiry,
    prefixes,
    ratios_in_force,
    reasons,
    target,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def override(kind: str, name: str, level: LevelName, until: timedelta = HOUR) -> Override:
    given: Mapping[str, Any] = {kind: name}
    return Override(level=level, until=NOW + until, **given)


LEVELS = Levels(
    default="warn",
    components={"task": "error", "task.callback": "info"},
    businesses={"b1": "debug"},
    users={"u1": "fatal"},
)
OVERRIDES = (
    override("component", "task", "debug"),
    override("component", "api", "debug"),
    override("business", "b2", "error"),
    override("business", "b1", "info", -HOUR),
    override("user", "u2", "info"),
)
WITHOUT, WITH = Policy(levels=LEVELS), Policy(levels=LEVELS, overrides=OVERRIDES)

# component, business, user; the level without overrides and with them
TABLE = [
    ("", "", "", "warn", "warn"),
    ("other", "", "", "warn", "warn"),
    ("task", "", "", "error", "debug"),
    ("task.run", "", "", "error", "debug"),
    ("tasks", "", "", "warn", "warn"),
    ("task.callback", "", "", "info", "info"),
    ("task.callback.http", "", "", "info", "info"),
    ("task.callbacks", "", "", "error", "debug"),
    ("api", "", "", "warn", "debug"),
    ("api.v1", "", "", "warn", "debug"),
    ("task", "b1", "", "debug", "debug"),
    ("api", "b2", "", "warn", "error"),
    ("api", "b3", "", "warn", "debug"),
    ("task.callback", "b1", "u1", "fatal", "fatal"),
    ("task.callback", "b1", "u2", "debug", "info"),
    ("other", "b2", "u2", "warn", "info"),
    ("other", "b3", "u3", "warn", "warn"),
    ("", "b1", "", "debug", "debug"),
    ("", "", "u1", "fatal", "fatal"),
]


@pytest.mark.parametrize(("component", "business", "user", "without", "with_overrides"), TABLE)
def test_the_first_reason_is_the_level(
    component: str, business: str, user: str, without: str, with_overrides: str
) -> None:
    subject = Subject(component=component, business=business, user=user)
    assert next(reasons(WITHOUT, subject, NOW)).level == without
    assert next(reasons(WITH, subject, NOW)).level == with_overrides


@pytest.mark.parametrize(("component", "business", "user", "without", "with_overrides"), TABLE)
def test_a_logger_does_the_same(
    component: str, business: str, user: str, without: str, with_overrides: str
) -> None:
    for policy, wanted in ((WITHOUT, without), (WITH, with_overrides)):
        stream = Stream(Policy(levels=effective(policy, NOW)))
        log = stream.logger(component)
        with context.bound(user_id=user or None, business_id=business or None):
            enabled = {name for name, number in NUMBERS.items() if log.enabled(number)}
        assert enabled == {name for name, number in NUMBERS.items() if number >= NUMBERS[wanted]}


def test_the_reasons_are_told_in_the_order_in_which_they_would_hold() -> None:
    subject = Subject(component="task.run", business="b2", user="u1")
    assert list(reasons(WITH, subject, NOW)) == [
        Reason("fatal", "user", "u1"),
        Reason("error", "business", "b2", OVERRIDES[2]),
        Reason("debug", "component", "task", OVERRIDES[0]),
        Reason("error", "component", "task"),
        Reason("warn", "default"),
    ]


def test_an_override_ends_at_its_moment_and_not_before() -> None:
    just_before = NOW + HOUR - timedelta(microseconds=1)
    assert effective(WITH, just_before).components["task"] == "debug"
    assert effective(WITH, NOW + HOUR) == LEVELS


def test_of_several_overrides_the_last_holds_and_then_the_one_before() -> None:
    first = override("user", "u", "debug", 2 * HOUR)
    last = override("user", "u", "error", HOUR)
    policy = Policy(overrides=(first, last))
    assert effective(policy, NOW).users == {"u": "error"}
    assert effective(policy, NOW + HOUR).users == {"u": "debug"}
    assert in_force(policy, NOW) == {("user", "u"): last}


def test_the_next_expiry_is_the_earliest_to_come() -> None:
    policy = Policy(
        overrides=tuple(override("user", "u", "debug", n * HOUR) for n in (3, -1, 2, 5))
    )
    assert next_expiry(policy, NOW) == NOW + 2 * HOUR
    assert next_expiry(policy, NOW + 2 * HOUR) == NOW + 3 * HOUR
    assert next_expiry(policy, NOW + 5 * HOUR) is None


def test_levels_without_overrides_are_the_same_object() -> None:
    assert effective(WITHOUT, NOW) is LEVELS
    assert effective(WITH, NOW + HOUR) is LEVELS


def test_what_an_override_is_for() -> None:
    assert [target(override(kind, "x", "info")) for kind in KINDS] == [
        (kind, "x") for kind in KINDS
    ]


def test_prefixes_are_those_before_dots() -> None:
    assert list(prefixes("a.b.c")) == ["a.b.c", "a.b", "a"]
    assert list(prefixes("")) == []


def ratio(share: float, route: str | None = None, until: timedelta = HOUR) -> RatioOverride:
    return RatioOverride(ratio=share, until=NOW + until, route=route)


TRACED = Policy(
    tracing=Tracing(
        ratio=0.1,
        routes={"/a": 0.0, "/b": 0.5},
        overrides=(ratio(0.2), ratio(1.0, "/a"), ratio(0.3), ratio(0.9, "/b", -HOUR)),
    )
)


def test_ratios_that_are_set_for_a_while_go_before_what_is_of_the_same_name() -> None:
    # Of two for all the last one; what has ended does not hold.
    assert effective_tracing(TRACED, NOW) == Tracing(ratio=0.3, routes={"/a": 1.0, "/b": 0.5})
    assert list(ratios_in_force(TRACED, NOW)) == ["", "/a"]


def test_ratios_that_have_ended_leave_what_the_policy_says() -> None:
    later = NOW + HOUR
    assert effective_tracing(TRACED, later) == Tracing(ratio=0.1, routes={"/a": 0.0, "/b": 0.5})
    assert effective_tracing(Policy(), NOW) == Tracing()


def test_the_end_of_a_ratio_is_one_that_is_waited_for() -> None:
    assert next_expiry(TRACED, NOW) == NOW + HOUR
    assert next_expiry(TRACED, NOW + HOUR) is None
