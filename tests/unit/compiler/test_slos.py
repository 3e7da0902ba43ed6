from __future__ import annotations

from collections.abc import Callable

import pytest

from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.vocabulary.promql import parse
from tests.frozen import FROZEN

WINDOWS = """
windows:
  fast: {budget: 2%, long: 1h, short: 5m, for: 2m, severity: critical}
  slow: {budget: 5%, long: 6h, short: 30m, for: 15m, severity: critical}
  creep: {budget: 10%, long: 3d, short: 6h, for: 3h, severity: warning}
"""
SLO = """
team: task-center-sre
slos:
  api:
    signal: http_error_ratio
    objective: 99.9%
    alert: API
    title: {zh: 可用性, en: Availability}
    description: {zh: 坏。, en: Bad.}
    runbook: {zh: 查, en: Look.}
"""

Compile = Callable[[str], Monitoring]


@pytest.fixture
def compiled(templates: Templates) -> Compile:
    def compile_slos(slos: str) -> Monitoring:
        frozen = {
            str(path.relative_to(FROZEN)): path.read_bytes()
            for path in FROZEN.rglob("*.yaml")
            if path.parent.name != "environments"
        }
        own = {"windows.yaml": WINDOWS.encode(), "slos.yaml": slos.encode()}
        project = load({**frozen, **own}, "specs", None).project
        assert project is not None
        monitoring, faults = compile_project(project, templates.promql, templates.render)
        assert not faults
        return monitoring

    return compile_slos


def _group(monitoring: Monitoring) -> RuleGroup:
    return next(group for group in monitoring.groups if group.component == "slo-api")


def _recorded(group: RuleGroup) -> dict[str, str]:
    rules = (rule for rule in group.rules if isinstance(rule, RecordingRule))
    return {rule.record: " ".join(rule.expr.split()) for rule in rules}


def _alerts(group: RuleGroup) -> list[AlertingRule]:
    return [rule for rule in group.rules if isinstance(rule, AlertingRule)]


def test_long_windows_divide_sums_by_sums(compiled: Compile) -> None:
    recorded = _recorded(_group(compiled(SLO)))
    assert recorded["slo:api:error_ratio_rate6h"] == (
        "sum_over_time(slo:api:bad_rate5m[6h]) / (sum_over_time(slo:api:total_rate5m[6h]) > 0)"
    )
    assert recorded["slo:api:error_ratio_rate30d"] == (
        "sum_over_time(slo:api:bad_rate5m[30d])"
        " / (sum_over_time(slo:api:total_rate5m[30d]) >= 2000 / 60)"
    )
    assert recorded["slo:api:error_ratio_rate5m"] == (
        "slo:api:bad_rate5m / (slo:api:total_rate5m > 0)"
    )


def test_missing_errors_are_none_and_leak_no_series(compiled: Compile) -> None:
    recorded = _recorded(_group(compiled(SLO)))
    assert "or 0 * sum(rate(" in recorded["slo:api:bad_rate5m"]
    assert "vector(" not in recorded["slo:api:bad_rate5m"]


def test_each_rule_stands_behind_what_it_reads(compiled: Compile) -> None:
    seen: set[str] = set()
    for rule in _group(compiled(SLO)).rules:
        own = {name for name in seen if name in rule.expr}
        read = {word for word in rule.expr.replace("[", " ").split() if word.startswith("slo:")}
        assert {one.strip("()") for one in read} <= own, rule.expr
        if isinstance(rule, RecordingRule):
            seen.add(rule.record)


def test_constants_are_written_as_people_would(compiled: Compile) -> None:
    group = _group(compiled(SLO))
    recorded = _recorded(group)
    assert recorded["slo:objective:ratio"] == "vector(0.999)"
    assert recorded["slo:error_budget_remaining:ratio"] == "1 - slo:api:error_ratio_rate30d / 0.001"
    projected, burning = (
        recorded["slo:error_budget_projected:ratio"],
        recorded["slo:burn_rate:ratio"],
    )
    assert projected.startswith("1 - slo:api:error_ratio_rate3d / 0.001 and ")
    assert burning.startswith("slo:api:error_ratio_rate1h / 0.001 and ")
    assert "99999" not in str(group.rules)


def test_too_few_events_have_no_budget_and_no_pace(compiled: Compile) -> None:
    recorded = _recorded(_group(compiled(f"{SLO}    min_failures: 5\n    period: 7d\n")))
    assert recorded["slo:api:error_ratio_rate7d"].endswith("[7d]) >= 5000 / 60)")
    assert recorded["slo:error_budget_projected:ratio"].endswith("total_rate5m[3d]) >= 21429")
    assert recorded["slo:burn_rate:ratio"].endswith("total_rate5m[1h]) >= 1489")


def test_both_windows_and_enough_events_make_it_burn(compiled: Compile) -> None:
    fast = _alerts(_group(compiled(SLO)))[0]
    assert fast.expr.split("\nand\n") == [
        "slo:api:error_ratio_rate1h > 0.0144",
        "slo:api:error_ratio_rate5m > 0.0144",
        "60 * sum_over_time(slo:api:total_rate5m[1h]) >= 139",
    ]
    assert (fast.alert, fast.wait) == ("APIBudgetBurn", "2m")


def test_the_rules_of_one_name_differ_in_their_labels(compiled: Compile) -> None:
    alerts = _alerts(_group(compiled(SLO)))
    told = [(one.alert, one.labels) for one in alerts]
    assert len(set(told)) == len(told)
    assert [dict(one.labels).get("window") for one in alerts] == ["1h", "6h", "3d", None]
    assert {dict(one.labels)["slo"] for one in alerts} == {"api"}
    assert len({one.origin for one in alerts}) == len(alerts)


def test_only_the_total_may_be_missed_and_only_of_targets_that_are_up(compiled: Compile) -> None:
    missing = _alerts(_group(compiled(SLO)))[-1]
    assert missing.alert == "APINoData"
    assert missing.expr.split("\nand on ()\n") == [
        "absent_over_time(slo:api:total_rate5m[1h])",
        'max(up{job="task-center-api"}) == 1',
    ]


def test_where_missing_data_is_ignored_nobody_is_told_of_it(compiled: Compile) -> None:
    monitoring = compiled(f"{SLO}    no_data: ignored\n")
    names = {one.alert for one in _alerts(_group(monitoring))}
    assert names == {"APIBudgetBurn"}
    assert "APINoData" not in {page.alert for page in monitoring.runbooks}
    assert [slo.missing for slo in monitoring.slos] == [""]


def test_a_pace_is_said_in_words_that_hold_for_a_factor_of_one(compiled: Compile) -> None:
    fast, _, creep, _ = (dict(one.annotations) for one in _alerts(_group(compiled(SLO))))
    assert fast["summary"].endswith("的消耗速度超过允许速度的 14.4 倍")
    assert fast["summary_en"].endswith("is burning more than 14.4 times as fast as it may")
    assert creep["summary"].endswith("的消耗速度超过允许速度")
    assert creep["summary_en"].endswith("is burning faster than it may")


def test_the_runbook_asks_for_what_is_left_and_for_what_is_bad_now(compiled: Compile) -> None:
    page = next(one for one in compiled(SLO).runbooks if one.alert == "APIBudgetBurn")
    for section in page.sections:
        assert '`slo:error_budget_remaining:ratio{slo="api"}`' in section.body
        assert "`slo:api:error_ratio_rate5m`" in section.body


def test_a_grouped_slo_keeps_its_labels_everywhere(compiled: Compile) -> None:
    slos = SLO.replace("http_error_ratio", "task_failure_ratio") + "    by: [business_id]\n"
    group = _group(compiled(slos))
    recorded = _recorded(group)
    assert recorded["slo:api:total_rate5m"].startswith("sum by (business_id) (rate(")
    assert "0 * sum by (business_id) (rate(" in recorded["slo:api:bad_rate5m"]
    assert _alerts(group)[0].carried == ("business_id",)
    assert "{{ $labels.business_id }}" in dict(_alerts(group)[0].annotations)["summary"]


@pytest.mark.parametrize("period", ["7d", "3d", "1h", "90d"])
def test_any_period_is_recorded_once(compiled: Compile, period: str) -> None:
    group = _group(compiled(f"{SLO}    period: {period}\n"))
    names = [rule.record for rule in group.rules if isinstance(rule, RecordingRule)]
    assert len(set(names)) == len(names)
    assert f"slo:api:error_ratio_rate{period}" in names


def test_all_of_it_is_promql(compiled: Compile) -> None:
    for rule in _group(compiled(SLO)).rules:
        parse(rule.expr)


def test_the_runbook_has_the_arithmetic_filled_in(compiled: Compile) -> None:
    pages = {page.alert: page for page in compiled(SLO).runbooks}
    zh, en = pages["APIBudgetBurn"].sections
    assert "43m12s" in en.body
    assert "| critical | 1 h, 5 min | 2% | 14.4 | 1.44% | 139 events | 4m56s |" in en.body
    assert "| critical | 1小时、5分钟 | 2% | 14.4 | 1.44% | 139 | 4m56s |" in zh.body
    assert en.body.strip().endswith("Look.")
    assert " \n" not in en.body + zh.body
    assert "<<" not in en.body + zh.body
    assert "APINoData" in pages


def test_what_is_told_of_an_slo_has_its_arithmetic(compiled: Compile) -> None:
    (slo,) = compiled(SLO).slos
    assert slo.budget_seconds == pytest.approx(2592)
    assert [window.burn.needed for window in slo.windows] == [139, 334, 2000]
    assert (slo.objective, slo.budget) == ("99.9%", "0.1%")
