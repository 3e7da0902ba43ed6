"""Annotations and runbooks: what people read, in the languages of the service."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taskcenter_monitor.compiler.texts import filled
from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule

CompileSpecs = Callable[..., tuple[Monitoring, list[Diagnostic]]]

SIGNALS = """
slow:
  title: {zh: 慢, en: Slow}
  kind: quantile
  metric: spent_seconds
  quantile: 0.95
  window: 10m
  by: [job]
down:
  title: {zh: 下线, en: Down}
  kind: liveness
  metric: depth
  mode: instance_down
"""
SLOW = """
Slow:
  title: {zh: 太慢, en: Too slow}
  signal: slow
  warning: {above: 500ms, for: 1h30m}
  critical: {above: 2s, for: 5m}
  description:
    zh: 过去<< window >>内慢于<< threshold >>，现在是<< value >>
    en: "Slower than << threshold >> for << for >> on {{ $labels.job }}: << value >>"
  runbook: {zh: 等<< for >>, en: wait << for >>}
"""
DOWN = """
Down:
  title: {zh: 掉线, en: Down}
  signal: down
  critical: {for: 10s}
  summary: {zh: 自己的话, en: own words}
  description: {zh: 说明, en: Words}
  runbook: {zh: 手册, en: Book}
"""


@pytest.fixture
def monitoring(compile_specs: CompileSpecs) -> Monitoring:
    monitoring, faults = compile_specs(SIGNALS, task=SLOW + DOWN)
    assert not faults
    return monitoring


def written(monitoring: Monitoring, alert: str, severity: str) -> dict[str, str]:
    (rule,) = [
        rule
        for group in monitoring.groups
        for rule in group.rules
        if isinstance(rule, AlertingRule) and (rule.alert, rule.labels[0][1]) == (alert, severity)
    ]
    return dict(rule.annotations)


def test_the_summary_names_title_subject_value_and_threshold(monitoring: Monitoring) -> None:
    texts = written(monitoring, "Slow", "warning")
    value = "{{ $value | humanizeDuration }}"
    assert texts["summary"] == f"太慢：{{{{ $labels.job }}}} 当前 {value}，高于阈值 500毫秒"
    assert texts["summary_en"] == f"Too slow: {{{{ $labels.job }}}} is at {value}, above 500 ms"


def test_placeholders_are_filled_for_each_severity(monitoring: Monitoring) -> None:
    warning = written(monitoring, "Slow", "warning")
    critical = written(monitoring, "Slow", "critical")
    value = "{{ $value | humanizeDuration }}"
    assert warning["description"] == f"过去10分钟内慢于500毫秒，现在是{value}"
    expected = f"Slower than 500 ms for 1 h 30 min on {{{{ $labels.job }}}}: {value}"
    assert warning["description_en"] == expected
    assert "2 s for 5 min" in critical["description_en"]


def test_own_words_go_before_the_default_summary(monitoring: Monitoring) -> None:
    texts = written(monitoring, "Down", "critical")
    assert (texts["summary"], texts["summary_en"]) == ("自己的话", "own words")


def test_links_lead_to_runbook_and_dashboard(monitoring: Monitoring) -> None:
    texts = written(monitoring, "Slow", "warning")
    assert texts["runbook_url"] == "https://runbooks.example.com/task-center/Slow.md"
    assert texts["dashboard_url"] == "https://grafana.example.com/d/tc-overview"


def test_a_runbook_speaks_of_all_severities_at_once(monitoring: Monitoring) -> None:
    slow = next(book for book in monitoring.runbooks if book.alert == "Slow")
    assert [(limit.severity, limit.condition, limit.wait) for limit in slow.limits] == [
        ("critical", "> 2s", "5m"),
        ("warning", "> 500ms", "1h30m"),
    ]
    chinese, english = slow.sections
    assert chinese.body == "等5分钟 / 1小时30分钟"
    assert english.description == (
        "Slower than 2 s / 500 ms for 5 min / 1 h 30 min on `job`: the present value"
    )


def test_a_condition_has_no_limit_of_its_own(monitoring: Monitoring) -> None:
    down = next(book for book in monitoring.runbooks if book.alert == "Down")
    assert [limit.condition for limit in down.limits] == [""]


def test_unknown_placeholders_stay_for_a_check_to_find() -> None:
    assert filled("a << what >> b", lambda: {"value": "1"}) == "a << what >> b"
