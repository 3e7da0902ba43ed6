from __future__ import annotations

import yaml

from mutants.rules import mutants_of, name_of, rule_text
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule

ALERT = AlertingRule(
    alert="A",
    expr="a > 1",
    wait="5m",
    keep="",
    labels=(("severity", "warning"),),
    annotations=(("summary", "值 {{ $value }}: x"),),
    origin=Origin("alerts/a.yaml"),
)
RECORD = RecordingRule(record="job:a:rate5m", expr="rate(a[5m])", origin=Origin("signals.yaml"))


def test_the_time_that_an_alert_waits_is_halved_doubled_and_left_out() -> None:
    waits = [one.rule.wait for one in mutants_of("c", 1, ALERT) if one.operator == "for"]  # type: ignore[union-attr]

    assert waits == ["2m30s", "10m", ""]


def test_each_mutant_differs_from_its_rule_and_from_all_others() -> None:
    rules = [one.rule for one in mutants_of("c", 1, ALERT)]

    assert len({ALERT, *rules}) == len(rules) + 1


def test_a_change_that_gives_no_promql_is_no_mutant() -> None:
    alone = RecordingRule(record="r", expr='count({job="a"})', origin=Origin("signals.yaml"))

    assert [one.rule.expr for one in mutants_of("c", 1, alone)] == []


def test_a_mutant_is_written_as_a_rule() -> None:
    (written,) = yaml.safe_load(rule_text(ALERT))
    (recorded,) = yaml.safe_load(rule_text(RECORD))

    assert written == {
        "alert": "A",
        "expr": "a > 1",
        "for": "5m",
        "labels": {"severity": "warning"},
        "annotations": {"summary": "值 {{ $value }}: x"},
    }
    assert recorded == {"record": "job:a:rate5m", "expr": "rate(a[5m])"}


def test_rules_are_called_as_people_know_them() -> None:
    assert [name_of(ALERT), name_of(RECORD)] == ["A[warning]", "job:a:rate5m"]
