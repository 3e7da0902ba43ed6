"""Which tests an SLO gets, and what they ask for."""

from __future__ import annotations

import re
from functools import cache

import pytest

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule
from taskcenter_monitor.verifiers.rule_tests import coverage
from taskcenter_monitor.vocabulary.samples import length
from tests.promises import compiled


def monitoring(**slo: object) -> Monitoring:
    found = compiled(one=slo).monitoring
    assert found is not None
    return found


@cache
def usual() -> Monitoring:
    """One SLO with nothing but what most have; frozen, so all tests may look at the same."""
    return monitoring()


def made_tests(made: Monitoring) -> list[RuleTest]:
    return [
        test
        for file in made.rule_tests().files
        if file.component == "slo-one"
        for test in file.tests
    ]


def one_test(made: Monitoring, name: str) -> RuleTest:
    return next(test for test in made_tests(made) if test.name == f"one: {name}")


def states(test: RuleTest, window: str) -> list[tuple[float, str]]:
    """Moments with the state of a window's alert."""
    found = []
    for query in test.queries:
        if query.expr.startswith("ALERTS") and f'window="{window}"' in query.expr:
            told = " ".join(labels for labels, _ in query.yields)
            word = "firing" if "firing" in told else "pending" if "pending" in told else ""
            found.append((query.at, word))
    return found


@pytest.mark.slow
def test_every_rule_of_an_slo_is_proven_and_nothing_proves_nothing() -> None:
    whole = compiled(one={})
    assert whole.monitoring is not None
    found = coverage(tuple(whole.artifacts()), whole.monitoring)
    assert not [one for one in found if "slo" in str(one.place)]


def outages(test: RuleTest) -> list[tuple[float, float]]:
    """From when to when the counter of bad events grows."""
    (values,) = (one.values for one in test.samples if 'http_code="5' in one.series)
    found, before = [], 0
    for word in values.split():
        end = before + length(word)
        if re.search(r"[+][1-9]", word):
            found.append(((before - 1) * test.step, (end - 1) * test.step))
        before = end
    return found


@pytest.mark.slow
def test_a_window_fires_and_calms_at_its_computed_times() -> None:
    made = usual()
    (slo,) = made.slos
    burn = slo.windows[0].burn
    test = one_test(made, "fast window, an outage and its end")
    _, (begin, end), *_ = outages(test)
    bad = 4 * float(burn.limit)
    seen = states(test, "1h")
    firing = [at for at, word in seen if word == "firing"]
    quiet = [at for at, word in seen if not word]
    slack = 3 * test.every
    assert abs(min(firing) - begin - burn.detected(bad)) <= slack
    assert (
        0
        <= begin + burn.detected(bad) - burn.wait - max(at for at in quiet if at < min(firing))
        <= slack
    )
    assert 0 <= end + burn.calmed(bad) - max(firing) <= slack
    assert 0 <= min(at for at in quiet if at > end) - end - burn.calmed(bad) <= slack + test.every


@pytest.mark.parametrize(
    ("slo", "groups"),
    [({}, 0), ({"signal": "task_failure_ratio", "by": ["business_id"]}, 2)],
)
def test_a_group_that_fails_has_a_neighbour_that_does_not(
    slo: dict[str, object], groups: int
) -> None:
    test = one_test(monitoring(**slo) if slo else usual(), "fast window, an outage and its end")
    seen = {
        part.split('"')[1]
        for one in test.samples
        for part in one.series.split(", ")
        if "business_id=" in part
    }
    assert len(seen) == groups
    told = [labels for query in test.queries for labels, _ in query.yields if "ALERTS" in labels]
    assert told
    assert all(("business_id=" in labels) is bool(groups) for labels in told)


def test_few_events_and_missing_ones_are_only_tested_where_events_are_counted() -> None:
    names = " ".join(test.name for test in made_tests(usual()))
    assert "one event at night" in names
    assert "enough events" in names
    assert "nothing is counted any more" in names


def test_each_test_of_a_window_is_told_of_at_its_place() -> None:
    made = usual()
    test = one_test(made, "creep window, just beyond the limit")
    assert test.origin.path[:3] == ("slos", "one", "windows")
    assert one_test(made, "the budget of a period").origin.path == ("slos", "one")


def test_what_an_alert_tells_is_compared_where_both_windows_differ() -> None:
    made = usual()
    test = one_test(made, "creep window, what it tells")
    (assertion,) = test.alerts
    windows = {dict(firing.labels)["window"] for firing in assertion.firing}
    assert "3d" in windows
    for firing in assertion.firing:
        assert "%" in dict(firing.annotations)["summary"]


def test_rules_of_one_name_are_asked_for_apart() -> None:
    made = usual()
    group = next(one for one in made.groups if one.component == "slo-one")
    asked = [rule.states for rule in group.rules if isinstance(rule, AlertingRule)]
    assert len(set(asked)) == len(asked)
    names = [rule.record for rule in group.rules if isinstance(rule, RecordingRule)]
    assert len(set(names)) == len(names)
