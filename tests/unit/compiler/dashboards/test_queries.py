from __future__ import annotations

import pytest

from tests.unit.compiler.dashboards.boards import panel

CHOSEN = 'job=~"$job", instance=~"$instance"'


def test_a_signal_is_drawn_as_its_alert_reads_it() -> None:
    (query,) = panel({"type": "gauge", "signals": ["process_cpu_utilisation"]}).queries
    assert query.expr == f"instance:process_cpu_utilisation:percent_rate5m{{{CHOSEN}}}"
    assert (query.labels, query.unit.name, query.title) == (("job", "instance"), "percent", "")


def test_a_signal_over_the_window_of_the_panel_is_computed_anew_with_exemplars() -> None:
    query = {"signal": "http_latency_p95", "by": [], "window": "auto", "title": "P95"}
    (found,) = panel({"type": "timeseries", "title": "L", "queries": [query]}).queries
    buckets = "task_center_http_request_duration_seconds_bucket"
    rate = f"rate({buckets}{{{CHOSEN}}}[$__rate_interval])"
    assert found.expr == f"histogram_quantile(0.95, sum by (le) ({rate}))"
    assert found.exemplars
    assert (found.labels, found.title) == ((), "P95")


def test_a_computed_signal_is_not_hidden_for_lack_of_traffic_as_its_alert_would_be() -> None:
    query = {"signal": "http_error_ratio", "window": "auto", "title": "R"}
    (found,) = panel({"type": "timeseries", "title": "R", "queries": [query]}).queries
    assert found.expr.endswith("> 0)")


def test_a_recorded_quantile_has_no_exemplars() -> None:
    (query,) = panel({"type": "timeseries", "signals": ["http_latency_p95"]}).queries
    assert not query.exemplars


def test_the_whole_time_looked_at_is_a_window_too() -> None:
    query = {"kind": "increase", "metric": "task_center_callbacks_total", "window": "range"}
    (found,) = panel({"type": "stat", "title": "C", "queries": [{**query, "by": []}]}).queries
    assert found.expr == f"sum(increase(task_center_callbacks_total{{{CHOSEN}}}[$__range]))"


def test_what_is_written_in_a_panel_has_the_panels_window_unless_it_says_another() -> None:
    rate = {"kind": "rate", "metric": "task_center_callbacks_total", "by": []}
    (auto,) = panel({"type": "stat", "title": "C", "queries": [rate]}).queries
    (fixed,) = panel({"type": "stat", "title": "C", "queries": [{**rate, "window": "30m"}]}).queries
    assert "[$__rate_interval]" in auto.expr
    assert "[30m]" in fixed.expr


def test_the_complement_of_a_ratio_turns_the_levels_of_its_alert_around() -> None:
    query = {"signal": "http_error_ratio", "shown": "complement"}
    (found,) = panel({"type": "timeseries", "title": "S", "queries": [query]}).queries
    assert found.expr == '1 - job:task_center_http_requests_5xx:ratio_rate5m{job=~"$job"}'
    levels = [(level.severity, level.operator, level.value) for level in found.levels]
    assert levels == [("warning", "<", 0.95), ("critical", "<", 0.8)]


def test_levels_are_those_of_the_alerts_in_the_unit_of_the_query() -> None:
    (query,) = panel({"type": "timeseries", "signals": ["http_latency_p95"]}).queries
    levels = [(level.severity, level.operator, level.value, level.alert) for level in query.levels]
    alert = "TaskCenterHTTPLatencyHigh"
    assert levels == [("warning", ">", 0.5, alert), ("critical", ">", 2, alert)]


def test_a_panel_has_levels_of_its_own_where_no_alert_watches() -> None:
    levels = {"critical": {"below": "60%"}, "warning": {"below": "80%"}}
    data = {"type": "bargauge", "signals": ["business_health_score"], "levels": levels}
    (query,) = panel(data).queries
    found = [(level.severity, level.operator, level.value) for level in query.levels]
    assert found == [("warning", "<", 80), ("critical", "<", 60)]


def test_a_pie_has_the_rest_in_one_piece() -> None:
    query = {"kind": "value", "metric": "task_center_business_active_tasks", "aggregate": "sum"}
    one = {**query, "by": ["business_code"]}
    (found,) = panel({"type": "piechart", "title": "T", "top": 3, "queries": [one]}).queries
    largest, _, rest = found.expr.partition(" or ")
    assert largest.startswith("topk(3, sum by (business_code) (")
    assert rest.startswith("label_replace(sum(sum by (business_code) (")
    assert rest.endswith('> 0, "business_code", "其他", "", "")')


def test_what_does_not_say_what_it_counts_counts_what_stands_beside_it() -> None:
    rate = {"kind": "rate", "metric": "task_center_http_requests_total", "by": []}
    line = {"kind": "expression", "expression": "vector(3)"}
    queries = [
        rate,
        {**line, "unit": "per_second", "labels": [], "title": "L"},
        {**line, "unit": "ratio", "labels": [], "title": "R"},
    ]
    found = panel({"type": "timeseries", "title": "T", "queries": queries}).queries
    assert [one.noun for one in found] == ["requests", "requests", ""]


def test_only_the_largest_are_kept() -> None:
    (query,) = panel({"type": "gauge", "signals": ["process_cpu_utilisation"], "top": 1}).queries
    assert query.expr.startswith("topk(1, instance:")


@pytest.mark.parametrize(
    ("selector", "narrowed"),
    [
        ("asynq_queue_size", "asynq_queue_size"),
        ('up{job="asynq"}', 'up{job="asynq"}'),
        ('up{job="task-center-api"}', 'up{job="task-center-api", instance=~"$instance"}'),
        ('up{job=~"task-center-.*"}', f'up{{job=~"task-center-.*", {CHOSEN}}}'),
    ],
)
def test_a_choice_of_services_hides_no_exporter(selector: str, narrowed: str) -> None:
    query = {"kind": "value", "metric": selector}
    (found,) = panel({"type": "stat", "title": "T", "queries": [query]}).queries
    assert found.expr == narrowed


def test_alerts_have_the_labels_of_rules_and_not_of_targets() -> None:
    variables = {
        "job": {"title": "Job", "label": "job", "from": "up"},
        "severity": {"title": "S", "label": "severity", "from": "ALERTS"},
    }
    query = {"kind": "expression", "unit": "alerts", "labels": []}
    firing = {**query, "expression": 'count(ALERTS{alertstate="firing"})'}
    data = {"type": "stat", "title": "A", "queries": [firing]}
    (found,) = panel(data, variables=variables).queries
    assert found.expr == 'count(ALERTS{alertstate="firing", severity=~"$severity"})'


def test_what_a_variable_leaves_out_is_not_narrowed_by_it() -> None:
    variables = {
        "severity": {"title": "S", "label": "severity", "from": 'ALERTS{alertname!="Watchdog"}'}
    }
    query = {"kind": "expression", "unit": "alerts", "labels": [], "title": "W"}
    heartbeat = {**query, "expression": 'count(ALERTS{alertname="Watchdog"})'}
    data = {"type": "stat", "title": "A", "queries": [heartbeat]}
    (found,) = panel(data, variables=variables).queries
    assert found.expr == 'count(ALERTS{alertname="Watchdog"})'


def test_the_labels_of_grouped_logs_are_known() -> None:
    logs = 'sum by (level, caller) (count_over_time({service="task-center"} [$__auto]))'
    (query,) = panel({"type": "timeseries", "title": "L", "queries": [{"logs": logs}]}).queries
    assert query.is_log
    assert query.labels == ("level", "caller")
