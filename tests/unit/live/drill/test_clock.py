"""Durations, windows and numbers on a faster clock."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.live.drill.clock import Clock, TooShort, windows
from taskcenter_monitor.live.drill.scaling import scaled, server_options
from taskcenter_monitor.live.drill.seconds import lengths
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.promql import parse
from tests.seeded import monitoring as compiled_from
from tests.seeded import shipped_files


@cache
def monitoring() -> Monitoring:
    """What the shipped specs yield: it is their alerts that faults are known for."""
    return compiled_from(shipped_files())


SIXTY = Clock(factor=60)


def shipped_rules() -> list[tuple[str, str]]:
    return [
        (getattr(rule, "alert", getattr(rule, "record", "")), rule.expr)
        for group in monitoring().groups
        for rule in group.rules
    ]


@pytest.mark.parametrize(
    ("text", "scaled_text"),
    [
        ("5m", "5s"),
        ("5s", "83ms"),
        ("1d", "24m"),
        ("1h30m", "1m30s"),
        ("0s", "0s"),
        ("", ""),
    ],
)
def test_a_duration_is_divided(text: str, scaled_text: str) -> None:
    assert SIXTY.duration(text) == scaled_text


def test_less_than_a_millisecond_is_refused() -> None:
    with pytest.raises(TooShort, match="10ms at 60 times the speed"):
        SIXTY.duration("10ms")


@given(st.integers(min_value=1000, max_value=10**9), st.sampled_from([2.0, 10.0, 60.0]))
def test_durations_keep_their_ratio(milliseconds: int, factor: float) -> None:
    text = clock_text(milliseconds / 1000)
    scaled_ = parse_duration(Clock(factor=factor).duration(text))
    assert scaled_ == pytest.approx(milliseconds / 1000 / factor, abs=0.0006)


@pytest.mark.parametrize(
    ("text", "scaled_text"),
    [
        ("rate(a[5m])", "rate(a[5s])"),
        ("rate(a[5m] offset 1d) > 5", "rate(a[5s] offset 24m) > 5"),
        ("deriv(a[1h:30s])", "deriv(a[1m:500ms])"),
        ("deriv(a[1h:])", "deriv(a[1m:])"),
        ("max_over_time(a[1h] offset -1h)", "max_over_time(a[1m] offset -1m)"),
        ('rate(a{b="[5m] offset 1d"}[5m]) > 0.5', 'rate(a{b="[5m] offset 1d"}[5s]) > 0.5'),
        ("rate(a[5m]) # over [5m]", "rate(a[5s]) # over [5m]"),
        ("job:a:rate5m > 300", "job:a:rate5m > 300"),
        ("predict_linear(a[5m], 1800) > 100", "predict_linear(a[5s], 30) > 100"),
        ("time() - a > 600", "time() - a > 10"),
        ("max by (queue) (asynq_queue_latency_seconds) > 600", None),
        ("histogram_quantile(0.95, sum by (le) (rate(a_seconds_bucket[5m]))) > 30", None),
        ("queue:asynq_tasks_enqueued:forecast1h < 3600", None),
    ],
)
def test_windows_offsets_and_lengths_of_time_are_scaled(text: str, scaled_text: str | None) -> None:
    if scaled_text is None:
        assert lengths(text)[-1]
    else:
        assert SIXTY.promql(text) == scaled_text


@pytest.mark.parametrize(
    "text",
    [
        # How quickly a service answers stays what it is.
        "histogram_quantile(0.95, sum by (le) (rate(a_seconds_bucket[5m]))) > 2",
        # Neither a length of time nor anything near: a moment, a share of a core, a number.
        "changes(process_start_time_seconds[15m]) > 20",
        "rate(process_cpu_seconds_total[5m]) > 95",
        "count(asynq_queue_latency_seconds) > 100",
        'task_center_tasks{le="300"} > 300',
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert not any(lengths(text))


def test_seconds_between_recordings_are_scaled_with_them() -> None:
    text = "60 * sum_over_time(slo:api:total_rate5m[1h]) >= 139"
    assert SIXTY.promql(text) == "1 * sum_over_time(slo:api:total_rate5m[1m]) >= 139"
    text = "sum_over_time(slo:api:total_rate5m[30d]) >= 2000 / 60"
    assert SIXTY.promql(text) == "sum_over_time(slo:api:total_rate5m[12h]) >= 2000 / 1"


def test_a_clock_that_runs_as_always_changes_nothing() -> None:
    before = monitoring()
    after = scaled(before, Clock(factor=1))
    assert after.groups == before.groups
    assert after.prometheus.jobs == before.prometheus.jobs
    assert after.alertmanager == before.alertmanager


@pytest.mark.parametrize(("name", "expr"), shipped_rules())
def test_every_duration_of_every_rule_is_scaled(name: str, expr: str) -> None:
    after = SIXTY.promql(expr)
    parse(after)
    assert windows(after) == pytest.approx([seconds / 60 for seconds in windows(expr)], abs=0.001)
    before = re.findall(r"offset (\w+)", expr)
    assert [parse_duration(each) * 60 for each in re.findall(r"offset (\w+)", after)] == (
        pytest.approx([parse_duration(each) for each in before])
    )


def test_every_wait_and_interval_is_scaled() -> None:
    before, after = monitoring(), scaled(monitoring(), SIXTY)
    for old, new in zip(before.groups, after.groups, strict=True):
        assert parse_duration(new.interval) == pytest.approx(
            parse_duration(old.interval) / 60, abs=0.001
        )
        for rule, faster in zip(old.rules, new.rules, strict=True):
            if isinstance(rule, AlertingRule) and isinstance(faster, AlertingRule):
                for name in ("wait", "keep"):
                    assert bool(getattr(rule, name)) is bool(getattr(faster, name))
                    assert not getattr(rule, name) or getattr(rule, name) != getattr(faster, name)
    root = after.alertmanager.root
    assert (root.group_wait, root.group_interval, root.repeat_interval) == ("500ms", "5s", "4m")
    assert after.prometheus.interval == after.prometheus.timeout == "250ms"
    assert {job.interval for job in after.prometheus.jobs} >= {"83ms", "500ms"}


def test_what_only_the_command_line_knows_is_scaled() -> None:
    assert server_options(SIXTY) == (
        "--query.lookback-delta=5s",
        "--rules.alert.resend-delay=1s",
    )
