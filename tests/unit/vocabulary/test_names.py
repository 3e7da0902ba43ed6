from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.names import (
    ALERT_NAME,
    COMPONENT_NAME,
    RECORDED_NAME,
    SIGNAL_NAME,
    level,
    quantity_word,
    recorded,
    rule_group,
    rules_path,
    runbook_path,
    stem,
)
from taskcenter_monitor.vocabulary.quantities import parse_quantity, plain_count


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (None, "instance"),
        ([], "service"),
        (["job"], "job"),
        (["business_id"], "biz"),
        (["queue", "state"], "queue"),
    ],
)
def test_the_level_says_what_one_series_stands_for(by: list[str] | None, expected: str) -> None:
    assert level(by) == expected


def test_a_recorded_series_is_level_metric_operations() -> None:
    name = recorded(["job"], stem("task_center_http_requests_total"), "rate5m")
    assert name == "job:task_center_http_requests:rate5m"
    assert RECORDED_NAME.fullmatch(name)


def test_only_the_suffix_of_a_counter_goes() -> None:
    assert stem("task_center_callbacks_total") == "task_center_callbacks"
    assert stem("go_gc_duration_seconds_count") == "go_gc_duration_seconds_count"
    assert stem("total_totals") == "total_totals"


@pytest.mark.parametrize(
    ("text", "word"),
    [("200ms", "200ms"), ("1.5s", "1_5s"), ("2GiB", "2gib"), ("80%", "80percent")],
)
def test_a_quantity_may_be_part_of_a_name(text: str, word: str) -> None:
    assert quantity_word(parse_quantity(text)) == word
    assert RECORDED_NAME.fullmatch(recorded([], "x", f"over_{word}_ratio"))


@pytest.mark.parametrize("number", [0.00001, 1000000, 0.5])
def test_a_plain_number_may_be_one_too(number: float) -> None:
    assert RECORDED_NAME.fullmatch(recorded([], "x", f"over_{quantity_word(plain_count(number))}"))


def test_files_and_groups_follow_the_names() -> None:
    assert rule_group("task-center", "http") == "task-center.http"
    assert rules_path("http") == "prometheus/rules/http.rules.yml"
    assert runbook_path("TaskCenterDown") == "runbooks/TaskCenterDown.md"


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "", "UPPER", "a b", "a.b", "a\n"])
def test_a_component_name_is_safe_as_a_file_name(name: str) -> None:
    assert not COMPONENT_NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["taskDown", "Task_Down", "Ta", "Task-Down", "../Task", "Task\n"])
def test_an_alert_name_is_camel_case(name: str) -> None:
    assert not ALERT_NAME.fullmatch(name)
    assert ALERT_NAME.fullmatch("TaskCenterHTTPErrorRateHigh")


@pytest.mark.parametrize("name", ["HTTP", "http-errors", "5xx", "a", "_x", "http errors"])
def test_a_signal_name_is_snake_case(name: str) -> None:
    assert not SIGNAL_NAME.fullmatch(name)
    assert SIGNAL_NAME.fullmatch("http_error_ratio")
