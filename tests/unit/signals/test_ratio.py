from __future__ import annotations

from collections.abc import Callable

import promql_parser
import pytest

from taskcenter_monitor.signals.base import Events, Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.vocabulary.units import RATIO

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
CALLBACKS = {
    "bad": 'task_center_callbacks_total{status=~"failed|timeout"}',
    "total": "task_center_callbacks_total",
}


def test_http_errors(lower: Lower) -> None:
    lowered = lower(
        "ratio",
        bad='task_center_http_requests_total{http_code=~"5.."}',
        total="task_center_http_requests_total",
        window="5m",
        by=["job"],
        min_rate="0.1/s",
        series="task_center_http_requests_5xx",
    )
    traffic = Recording(
        "job:task_center_http_requests:rate5m",
        "sum by (job) (rate(task_center_http_requests_total[5m]))",
    )
    expr = """\
(
    sum by (job) (rate(task_center_http_requests_total{http_code=~"5.."}[5m]))
  or
    0 * sum by (job) (rate(task_center_http_requests_total[5m]))
)
/
(sum by (job) (rate(task_center_http_requests_total[5m])) > 0)"""
    name = "job:task_center_http_requests_5xx:ratio_rate5m"
    assert lowered == Lowered(
        (traffic, Recording(name, expr)), name, "job:task_center_http_requests:rate5m > 0.1"
    )


def test_a_ratio_that_is_not_recorded_guards_its_own_denominator(lower: Lower) -> None:
    lowered = lower(
        "ratio", **CALLBACKS, window="10m", by=["business_id"], min_rate="0.03/s", record=False
    )
    expr = """\
(
    sum by (business_id) (rate(task_center_callbacks_total{status=~"failed|timeout"}[10m]))
  or
    0 * sum by (business_id) (rate(task_center_callbacks_total[10m]))
)
/
(sum by (business_id) (rate(task_center_callbacks_total[10m])) > 0.03)"""
    assert lowered == Lowered((), expr)


def test_final_failures_are_all_that_is_not_good(lower: Lower) -> None:
    lowered = lower(
        "ratio",
        good='task_center_tasks_completed_total{status="success"}',
        total='task_center_tasks_completed_total{status=~"success|failed|timeout|expired"}',
        window="30m",
        by=["business_id"],
        series="task_center_tasks_failed",
    )
    expr = """\
1 - ((
    sum by (business_id) (rate(task_center_tasks_completed_total{status="success"}[30m]))
  or
    0 * sum by (business_id) (rate(task_center_tasks_completed_total[30m]))
)
/
(sum by (business_id) (rate(task_center_tasks_completed_total{status=~"success|failed|timeout\
|expired"}[30m])) > 0))"""
    name = "biz:task_center_tasks_failed:ratio_rate30m"
    assert lowered == Lowered((Recording(name, expr),), name)


def test_without_by_series_are_divided_one_by_one(lower: Lower) -> None:
    lowered = lower(
        "ratio",
        bad="prometheus_notifications_errors_total",
        total="prometheus_notifications_sent_total",
        window="5m",
        record=False,
    )
    assert (
        lowered.operand
        == """\
(
    rate(prometheus_notifications_errors_total[5m])
  or
    0 * rate(prometheus_notifications_sent_total[5m])
)
/
(rate(prometheus_notifications_sent_total[5m]) > 0)"""
    )


def test_the_zeros_come_from_the_selected_total(lower: Lower) -> None:
    lowered = lower(
        "ratio",
        bad='x_total{job="a", code="500"}',
        total='x_total{job="a"}',
        window="5m",
        by=["job"],
        record=False,
    )
    assert '0 * sum by (job) (rate(x_total{job="a"}[5m]))' in lowered.operand


@pytest.mark.parametrize("keys", [{}, {"bad": "x", "good": "y"}])
def test_a_ratio_has_one_part(faults: Faults, keys: dict[str, str]) -> None:
    assert faults("ratio", total="z", window="5m", **keys) == [
        " signal/incomplete a ratio has either `bad` or `good`"
    ]


def test_what_a_ratio_reads(signal: Signal, around: Surroundings) -> None:
    bad = signal("ratio", bad="x", total="z", window="5m")
    good = signal("ratio", good="x", total="z", window="5m")
    assert [(use.path, use.function) for use in bad.uses()] == [
        *((("bad",), "counted"), (("total",), "counted"))
    ]
    assert [use.path for use in good.uses()] == [("good",), ("total",)]
    assert bad.unit(around) is RATIO


def test_an_objective_counts_bad_events_and_zero_where_there_never_was_one(
    signal: Signal, templates: Templates
) -> None:
    events = signal("ratio", **CALLBACKS, window="10m", by=["job"]).events(
        templates.promql, "1h", ["business_id"]
    )
    total = "sum by (business_id) (rate(task_center_callbacks_total[1h]))"
    bad = f"""\
sum by (business_id) (rate(task_center_callbacks_total{{status=~"failed|timeout"}}[1h]))
or
0 * {total}"""
    assert events == Events(bad=bad, total=total, source="task_center_callbacks_total")
    promql_parser.parse(bad)


def test_of_good_events_an_objective_counts_all_others(
    signal: Signal, templates: Templates
) -> None:
    ratio = signal("ratio", good='x_total{code="ok"}', total='x_total{code!=""}', window="5m")
    events = ratio.events(templates.promql, "5m", [])
    bad = """\
clamp_min(
    sum(rate(x_total{code!=""}[5m]))
  -
    (sum(rate(x_total{code="ok"}[5m])) or 0 * sum(rate(x_total{code!=""}[5m]))),
  0
)"""
    total = 'sum(rate(x_total{code!=""}[5m]))'
    assert events == Events(bad=bad, total=total, source='x_total{code!=""}')
    promql_parser.parse(bad)


def test_other_kinds_count_no_bad_events(signal: Signal, templates: Templates) -> None:
    rate = signal("rate", metric="x_total", window="5m")
    assert rate.events(templates.promql, "5m", []) is None
