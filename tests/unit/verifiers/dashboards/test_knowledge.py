from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.ir.dashboards import Dashboard, Level, Panel, Position, Query, Row
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.dashboards.knowledge import known, limits, written
from taskcenter_monitor.vocabulary.units import RATIO

if TYPE_CHECKING:
    from taskcenter_monitor.ir.routing import AlertmanagerConfig
    from taskcenter_monitor.ir.scrape import PrometheusConfig

JOBS = (SimpleNamespace(labels=(("service", "x"),)),)
CATALOGUE = (
    ExportedMetric(name="done_total", type="counter", unit="tasks", labels=("queue",)),
    ExportedMetric(name="spent", type="histogram", unit="seconds", buckets=(1.0,)),
    ExportedMetric(name="pause", type="summary", unit="seconds", labels=("quantile",)),
)
METRICS = {"up": frozenset({"job", "instance"})}
ORIGIN = Origin("x")


def record(name: str, expr: str) -> RecordingRule:
    return RecordingRule(record=name, expr=expr, origin=ORIGIN)


def group(*rules: RecordingRule | AlertingRule) -> RuleGroup:
    return RuleGroup(name="x", component="x", interval="30s", rules=rules, origin=ORIGIN)


def test_a_recorded_series_carries_what_its_expression_does() -> None:
    series = written([group(record("job:up:sum", "sum by (job) (up)"))], METRICS)
    assert series["job:up:sum"] == frozenset({"job"})


def test_a_rule_puts_its_own_labels_on_what_it_records() -> None:
    rule = replace(record("a:b:c", "vector(1)"), labels=(("slo", "x"),))
    assert written([group(rule)], METRICS)["a:b:c"] == frozenset({"slo"})


def test_several_rules_may_write_one_series() -> None:
    one = replace(record("a:b:c", "sum by (job) (up)"), labels=(("slo", "x"),))
    other = replace(record("a:b:c", "sum by (instance) (up)"), labels=(("slo", "y"),))
    series = written([group(one), group(other)], METRICS)
    assert series["a:b:c"] == frozenset({"slo", "job", "instance"})
    unknown = record("a:b:c", "nothing")
    assert written([group(one), group(unknown)], METRICS)["a:b:c"] is None


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


def down(expr: str) -> AlertingRule:
    return AlertingRule(
        alert="Down",
        expr=expr,
        wait="",
        keep="",
        labels=(("severity", "critical"),),
        annotations=(),
        origin=ORIGIN,
    )


def test_the_limits_of_an_alert_are_what_its_rule_compares_with() -> None:
    rule = down("(up / 2 > 0.2) and (sum(up) > 10)")
    assert limits([group(rule)]) == {("Down", "critical"): frozenset({2, 0.2, 10})}


@pytest.mark.parametrize(
    ("value", "alert", "allowed"),
    [
        (0.2, "Down", {0.2}),
        (0.8, "Down", {0.8}),
        (0.3, "Down", {0.2}),
        (0.3, "", {0.3}),
        (0.3, "Gone", set()),
    ],
    ids=["the alert's", "of its complement", "moved", "the panel's own", "of no rule"],
)
def test_a_panel_may_draw_the_limits_of_its_rules(
    value: float, alert: str, allowed: set[float]
) -> None:
    level = Level(severity="critical", operator=">", value=value, alert=alert)
    found = known(monitoring(level, group(down("up > 0.2"))))
    assert found.thresholds == {("tc-x", 7): frozenset(allowed)}


def monitoring(level: Level, *groups: RuleGroup) -> Monitoring:
    query = Query(
        ref="A",
        expr="sum(rate(up[7m]))",
        title="",
        labels=(),
        unit=RATIO,
        levels=(level,),
        origin=ORIGIN,
    )
    panel = Panel(
        id=7,
        name="x",
        title="x",
        description="x",
        kind="stat",
        position=Position(x=0, y=0, width=24, height=4),
        queries=(query,),
        drawn="lines",
        links=(),
        origin=ORIGIN,
    )
    board = Dashboard(
        name="x",
        uid="tc-x",
        title="x",
        description="x",
        tag="x",
        range="6h",
        refresh="30s",
        annotation="x",
        runbooks="x",
        variables=(),
        rows=(Row(id=1, title="x", y=0, panels=(panel,), origin=ORIGIN),),
        origin=ORIGIN,
    )
    return Monitoring(
        groups=groups,
        runbooks=(),
        alertmanager=cast("AlertmanagerConfig", None),
        prometheus=cast("PrometheusConfig", SimpleNamespace(jobs=JOBS)),
        catalogue=CATALOGUE,
        dashboards=(board,),
    )


def test_a_panel_may_have_the_windows_of_its_queries() -> None:
    level = Level(severity="warning", operator=">", value=1)
    assert known(monitoring(level)).windows == {("tc-x", 7): {420.0}}


def test_every_series_of_the_catalogue_is_known_with_what_targets_add() -> None:
    found = known(monitoring(Level(severity="warning", operator=">", value=1)))
    everywhere = {"job", "instance", "service"}
    assert found.metrics == {
        "done_total": everywhere | {"queue"},
        "spent_bucket": everywhere | {"le"},
        "spent_count": everywhere,
        "spent_sum": everywhere,
        "pause": everywhere | {"quantile"},
        "pause_count": everywhere,
        "pause_sum": everywhere,
    }
    assert found.counters == {*found.metrics} - {"pause"}
