from __future__ import annotations

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.dashboards.knowledge import written

METRICS = {"up": frozenset({"job", "instance"})}
ORIGIN = Origin("x")


def record(name: str, expr: str) -> RecordingRule:
    return RecordingRule(record=name, expr=expr, origin=ORIGIN)


def group(*rules: RecordingRule | AlertingRule) -> RuleGroup:
    return RuleGroup(name="x", component="x", interval="30s", rules=rules, origin=ORIGIN)


def test_a_recorded_series_carries_what_its_expression_does() -> None:
    series = written([group(record("job:up:sum", "sum by (job) (up)"))], METRICS)
    assert series["job:up:sum"] == frozenset({"job"})


def test_a_rule_may_read_what_is_recorded_later() -> None:
    later = group(record("job:up:sum", "sum by (job) (up)"))
    series = written([group(record("a:b:c", "job:up:sum * 2")), later], METRICS)
    assert series["a:b:c"] == frozenset({"job"})


def test_what_cannot_be_told_is_none_and_stops_nothing() -> None:
    rules = [record("a:b:c", "nothing"), record("c:d:e", "c:d:e"), record("e:f:g", "sum(((")]
    series = written([group(*rules)], METRICS)
    assert {name: series[name] for name in ("a:b:c", "c:d:e", "e:f:g")} == {
        "a:b:c": None,
        "c:d:e": None,
        "e:f:g": None,
    }


def test_alerts_carry_the_labels_of_rules_and_series() -> None:
    alert = AlertingRule(
        alert="Down",
        expr="up == 0",
        wait="",
        keep="",
        labels=(("severity", "critical"),),
        annotations=(),
        origin=ORIGIN,
        carried=("job",),
    )
    series = written([group(alert)], METRICS)
    expected = frozenset({"alertname", "alertstate", "severity", "job"})
    assert series["ALERTS"] == series["ALERTS_FOR_STATE"] == expected
