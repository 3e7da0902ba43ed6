"""Inhibitions that never mute, and the near misses."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.checks.inhibition_never import never
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import Case, Edit, edited


def said(**rule: Any) -> list[str]:
    row = {"source": ['alertname="RedisDown"'], "target": ['component="queue"'], "why": "A test."}
    values = {"inhibitions": {"x": {**row, **rule}}}
    case = Case(check="", edits=(Edit(file="routing.yaml", set=values),))
    loaded = load(edited(case), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    return [finding.message.removeprefix("the inhibition x ") for finding in never(loaded.project)]


@pytest.mark.parametrize("equal", [[], ["cluster"], ["cluster", "service"]])
def test_sides_that_agree_are_fine(equal: list[str]) -> None:
    assert said(equal=equal) == []


def test_a_side_that_no_alert_stands_on_is_told() -> None:
    nothing = "mutes nothing: no alert passes all matchers of"
    assert said(source=['alertname="RedisDown"', 'severity="info"']) == [f"{nothing} `source`"]
    assert said(target=['component="queue"', 'severity="none"']) == [f"{nothing} `target`"]


def test_a_typo_is_told_elsewhere() -> None:
    assert said(source=['alertname="RedisDwon"']) == []


@pytest.mark.parametrize(
    ("equal", "agrees"),
    [
        (["team"], True),
        (["component"], False),
        (["severity"], True),  # some alerts of the queue are critical too
        (["queue"], False),  # Redis has no queues, and every queue has a name
        (["instance"], True),  # some alerts of the queue have one
        (["db_name"], True),  # both lack it
    ],
)
def test_equal_must_be_something_in_which_both_can_agree(equal: list[str], agrees: bool) -> None:
    target = ['component="queue"', 'alertname!="AsynqMetricsMissing"']
    assert (said(equal=equal, target=target) == []) is agrees


def test_what_stands_on_both_sides_is_muted_by_nothing_on_both() -> None:
    both = ['alertname="RedisDown"']
    (message,) = said(source=both, target=list(both))
    assert message.startswith("mutes nothing: no source agrees with a target")
