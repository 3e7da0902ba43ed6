"""What becomes of signals and alerts: which rule group records what, and what alerts compare."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule

CompileSpecs = Callable[..., tuple[Monitoring, list[Diagnostic]]]

RATIO = """
failed:
  title: {zh: 失败率, en: Failures}
  kind: ratio
  bad: done_total{status="failed"}
  total: done_total
  window: 5m
  by: [queue]
  min_rate: 0.1/s
"""
RATIO_EXPR = """(
    sum by (queue) (rate(done_total{status="failed"}[5m]))
  or
    0 * sum by (queue) (rate(done_total[5m]))
)
/
(sum by (queue) (rate(done_total[5m])) > 0)"""
DEPTH = """
depth:
  title: {zh: 深度, en: Depth}
  kind: value
  metric: depth
"""


def alert(name: str, signal: str, *thresholds: str) -> str:
    lines = [
        f"{name}:",
        "  title: {zh: 标题, en: Title}",
        f"  signal: {signal}",
        *(f"  {threshold}" for threshold in thresholds),
        "  description: {zh: 说明, en: Words}",
        "  runbook: {zh: 手册, en: Book}",
    ]
    return "\n".join(lines) + "\n"


def rules(monitoring: Monitoring, component: str) -> list[RecordingRule | AlertingRule]:
    (group,) = [group for group in monitoring.groups if group.component == component]
    return list(group.rules)


def expressions(monitoring: Monitoring, component: str) -> list[tuple[str, str]]:
    return [
        (rule.record if isinstance(rule, RecordingRule) else rule.alert, rule.expr)
        for rule in rules(monitoring, component)
    ]


def test_a_recorded_signal_stands_before_the_alert_that_reads_it(
    compile_specs: CompileSpecs,
) -> None:
    monitoring, faults = compile_specs(
        RATIO, task=alert("TooBad", "failed", "warning: {above: 5%}")
    )
    assert not faults
    assert expressions(monitoring, "task") == [
        ("queue:done:rate5m", "sum by (queue) (rate(done_total[5m]))"),
        (
            "queue:done:ratio_rate5m",
            RATIO_EXPR,
        ),
        ("TooBad", "queue:done:ratio_rate5m > 0.05\nand\nqueue:done:rate5m > 0.1"),
    ]


def test_the_first_component_records_and_others_compute_for_themselves(
    compile_specs: CompileSpecs,
) -> None:
    monitoring, _ = compile_specs(
        RATIO,
        task=alert("First", "failed", "warning: {above: 5%}"),
        trend=alert("Second", "failed", "warning: {above: 5%}"),
    )
    names = [name for name, _ in expressions(monitoring, "task")]
    assert names == ["queue:done:rate5m", "queue:done:ratio_rate5m", "First"]
    ((name, expr),) = expressions(monitoring, "trend")
    assert name == "Second"
    assert ":" not in expr
    assert expr.endswith("> 0.05\nand\n(sum by (queue) (rate(done_total[5m]))) > 0.1")


def test_a_signal_says_itself_which_component_records_it(compile_specs: CompileSpecs) -> None:
    monitoring, _ = compile_specs(
        RATIO.rstrip() + "\n  component: trend\n",
        task=alert("First", "failed", "warning: {above: 5%}"),
        trend=alert("Second", "failed", "warning: {above: 5%}"),
    )
    assert [name for name, _ in expressions(monitoring, "task")] == ["First"]
    assert len(expressions(monitoring, "trend")) == 3


def test_nobody_records_what_nobody_reads(compile_specs: CompileSpecs) -> None:
    monitoring, _ = compile_specs(
        RATIO + DEPTH, task=alert("Deep", "depth", "warning: {above: 100}")
    )
    assert expressions(monitoring, "task") == [("Deep", "depth > 100")]


def test_both_severities_share_the_name_and_the_more_urgent_comes_first(
    compile_specs: CompileSpecs,
) -> None:
    both = ("warning: {above: 100, for: 5m}", "critical: {above: 200, for: 2m}")
    monitoring, _ = compile_specs(DEPTH, task=alert("Deep", "depth", *both))
    critical, warning = rules(monitoring, "task")
    assert isinstance(critical, AlertingRule)
    assert isinstance(warning, AlertingRule)
    assert (critical.alert, critical.expr, critical.wait) == ("Deep", "depth > 200", "2m")
    assert (warning.alert, warning.expr, warning.wait) == ("Deep", "depth > 100", "5m")
    assert critical.labels == (
        ("severity", "critical"),
        ("component", "task"),
        ("team", "task-center-sre"),
        ("service", "task-center"),
    )
    assert critical.origin.path == ("alerts", "Deep", "critical")


def test_an_alert_that_fires_at_once_has_no_for(compile_specs: CompileSpecs) -> None:
    monitoring, _ = compile_specs(
        DEPTH, task=alert("Deep", "depth", "warning: {above: 1, for: 0s}")
    )
    (rule,) = rules(monitoring, "task")
    assert isinstance(rule, AlertingRule)
    assert rule.wait == ""


def test_keep_firing_for_is_kept(compile_specs: CompileSpecs) -> None:
    threshold = "warning: {below: 1, keep_firing_for: 10m}"
    monitoring, _ = compile_specs(DEPTH, task=alert("Shallow", "depth", threshold))
    (rule,) = rules(monitoring, "task")
    assert isinstance(rule, AlertingRule)
    assert (rule.expr, rule.keep) == ("depth < 1", "10m")


@pytest.mark.parametrize(
    ("written", "compiled"),
    [
        ("depth - on (queue) depth", "depth - on (queue) depth > 3"),
        ("depth or vector(0)", "(depth or vector(0)) > 3"),
        ("depth > bool 1", "(depth > bool 1) > 3"),
        ("max(depth)", "max(depth) > 3"),
        ("max(depth)  # of all queues", "max(depth) > 3"),
        ('max(depth{queue="#1"})', 'max(depth{queue="#1"}) > 3'),
    ],
)
def test_the_way_out_gets_parentheses_where_a_comparison_would_bind_tighter(
    compile_specs: CompileSpecs, written: str, compiled: str
) -> None:
    signal = (
        "own:\n  title: {zh: 自己, en: Own}\n  kind: expression\n"
        f"  expression: |\n    {written}\n  unit: tasks\n  labels: []\n"
    )
    monitoring, _ = compile_specs(signal, task=alert("Own", "own", "warning: {above: 3}"))
    assert expressions(monitoring, "task") == [("Own", compiled)]


def test_an_expression_reads_a_recorded_series_of_its_own_group(
    compile_specs: CompileSpecs,
) -> None:
    signal = (
        "own:\n  title: {zh: 自己, en: Own}\n  kind: expression\n"
        "  expression: max(queue:done:ratio_rate5m)\n  unit: ratio\n  labels: []\n"
        "  record: true\n  series: service:done:worst\n"
    )
    monitoring, _ = compile_specs(
        signal + RATIO,
        task=alert("Own", "own", "warning: {above: 3%}")
        + alert("Bad", "failed", "warning: {above: 5%}"),
    )
    names = [name for name, _ in expressions(monitoring, "task")]
    assert names.index("queue:done:ratio_rate5m") < names.index("service:done:worst")


def test_one_series_with_two_meanings_is_a_fault(compile_specs: CompileSpecs) -> None:
    other = RATIO.replace("failed:", "lost:").replace('"failed"', '"lost"')
    _, faults = compile_specs(
        RATIO + other,
        task=alert("Bad", "failed", "warning: {above: 5%}")
        + alert("Lost", "lost", "warning: {above: 5%}"),
    )
    (fault,) = faults
    assert fault.check == "name/series-clash"
    assert "queue:done:ratio_rate5m" in fault.message
    assert "'failed'" in fault.help


def test_promql_that_does_not_parse_is_a_fault_at_the_expression(
    compile_specs: CompileSpecs,
) -> None:
    signal = (
        "own:\n  title: {zh: 自己, en: Own}\n  kind: expression\n"
        "  expression: sum(depth\n  unit: tasks\n  labels: []\n"
    )
    _, faults = compile_specs(signal, task=alert("Own", "own", "warning: {above: 3}"))
    assert [fault.check for fault in faults] == ["promql/syntax"]
    place = faults[0].place
    assert place is not None
    assert getattr(place, "path", None) == ("signals", "own", "expression")
