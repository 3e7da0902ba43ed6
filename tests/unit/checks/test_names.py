"""What the cases do not reach: faults over several entries, and faults that hide others."""

from __future__ import annotations

from typing import Any

from taskcenter_monitor import checks
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import Case, Edit, edited

SIGNALS = "signals.yaml"


def said(check: str, file: str, values: dict[str, Any]) -> list[str]:
    case = Case(check=check, edits=(Edit(file=file, set=values),))
    loaded = load(edited(case), "specs", None)
    assert loaded.project is not None
    return [one.message for one in checks.run(loaded.project) if one.check == check]


def expression(series: str, text: str) -> dict[str, Any]:
    return {
        "title": {"zh": "环", "en": "Ring"},
        "kind": "expression",
        "expression": text,
        "unit": "count",
        "labels": [],
        "record": True,
        "series": series,
        "component": "http",
    }


def test_two_forecasts_that_record_the_same_do_not_clash() -> None:
    forecast = {
        "title": {"zh": "剩余", "en": "Left"},
        "kind": "forecast",
        "metric": "redis_memory_used_bytes",
        "capacity": "redis_memory_max_bytes",
        "window": "6h",
        "max_left": "20%",
        "component": "redis",
    }
    assert said("name/series-clash", SIGNALS, {"signals.sooner": forecast}) == []
    other = forecast | {"min_history": "5h"}
    assert len(said("name/series-clash", SIGNALS, {"signals.sooner": other})) == 1


def test_a_cycle_through_recorded_series_is_shown_as_a_whole() -> None:
    ring = {
        "signals.first": expression("service:first:sum", "sum(service:second:sum)"),
        "signals.second": expression("service:second:sum", "sum(service:third:sum)"),
        "signals.third": expression("service:third:sum", "sum(service:first:sum)"),
    }
    assert said("signal/cycle", SIGNALS, ring) == [
        "these signals read each other: first -> second -> third -> first"
    ]


def test_two_ways_to_one_signal_are_no_cycle() -> None:
    diamond = {
        "signals.top": expression("service:top:sum", "sum(service:left:sum) + service:right:sum"),
        "signals.left": expression("service:left:sum", "sum(service:bottom:sum)"),
        "signals.right": expression("service:right:sum", "sum(service:bottom:sum)"),
        "signals.bottom": expression("service:bottom:sum", "sum(up{job='asynq'})"),
    }
    assert said("signal/cycle", SIGNALS, diamond) == []


def test_a_signal_that_reads_itself_is_a_cycle() -> None:
    own = {"signals.own": expression("service:own:sum", "sum(service:own:sum)")}
    assert said("signal/cycle", SIGNALS, own) == ["these signals read each other: own -> own"]


def test_a_misspelt_signal_is_not_called_unused_on_top() -> None:
    typo = {"alerts.TaskCenterHTTPErrorRateHigh.signal": "http_eror_ratio"}
    assert said("name/unused-signal", "alerts/http.yaml", typo) == []


def test_a_misspelt_metric_is_not_called_unused_on_top() -> None:
    typo = {"signals.mysql_down.metric": "mysql_upp"}
    assert said("name/unused-metric", SIGNALS, typo) == []


def test_an_unreadable_signal_is_not_called_unknown_on_top() -> None:
    broken = {"signals.http_error_ratio.window": "5 minutes"}
    assert said("name/unknown-signal", SIGNALS, broken) == []


def test_an_unreadable_metric_is_not_called_unknown_on_top() -> None:
    broken = {"metrics.task_center_http_request_duration_seconds.type": "histgram"}
    assert said("metric/unknown", "metrics.yaml", broken) == []


def test_a_signal_of_an_unknown_metric_has_no_unit_to_complain_about() -> None:
    typo = {"signals.process_memory.metric": 'process_resident_memory{job="task-center-api"}'}
    assert said("unit/threshold", SIGNALS, typo) == []
    assert said("metric/unknown", SIGNALS, typo) != []
