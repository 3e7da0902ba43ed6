"""How long alerts of the frozen specs take to fire."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.checks.detection import Detection, closure, detection, scraped
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from tests.unit.checks.cases import Case, Edit, edited

TITLE = {"zh": "标题", "en": "Title"}


def project(*edits: Edit) -> Project:
    loaded = load(edited(Case(check="", edits=edits)), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    return loaded.project


def found(project: Project, name: str, severity: str) -> Detection:
    alert = project.alerts[name]
    return detection(project, alert, alert.value.thresholds[severity])


def bounds(project: Project, name: str, severity: str) -> tuple[float, float]:
    one = found(project, name, severity)
    return one.slight.seconds, one.full.seconds


@pytest.mark.parametrize(
    ("name", "severity", "seconds"),
    [
        ("TaskCenterDown", "critical", (23, 23)),
        ("TaskCenterFrequentRestarts", "warning", (13, 13)),
        # 5 s + 3 s + 15 s + 120 s, and of five minutes all or 20 %
        ("TaskCenterHTTPErrorRateHigh", "critical", (443, 203)),
        # no series, no scrape: 15 s for the rules alone
        ("Watchdog", "none", (15, 15)),
    ],
)
def test_what_alerts_take(name: str, severity: str, seconds: tuple[float, float]) -> None:
    assert bounds(project(), name, severity) == seconds


def test_the_slowest_job_counts() -> None:
    slow = Edit(file="scrape.yaml", set={"jobs.task-center-worker.timeout": "4s"})
    changed = project(slow)
    jobs = scraped(changed, "instance_down")
    assert [(one.job, one.interval, one.timeout) for one in jobs] == [
        ("task-center-api", 5, 3),
        ("task-center-worker", 5, 4),
    ]
    assert bounds(changed, "TaskCenterDown", "critical") == (24, 24)


def expression(text: str, **more: Any) -> Edit:
    signal = {"title": TITLE, "kind": "expression", "expression": text, "labels": [], **more}
    return Edit(file="signals.yaml", set={"signals.own": {"unit": "count", **signal}})


READS = Edit(
    file="alerts/http.yaml",
    set={
        "alerts.TaskCenterHTTPErrorRateHigh.signal": "own",
        "alerts.TaskCenterHTTPErrorRateHigh.critical": {"above": 5},
        "alerts.TaskCenterHTTPErrorRateHigh.warning": {"above": 1},
    },
)


def test_windows_of_an_expression_add_up() -> None:
    text = 'max_over_time(rate(task_center_http_requests_total{job="task-center-api"}[2m])[3m:])'
    changed = project(expression(text), READS)
    assert found(changed, "TaskCenterHTTPErrorRateHigh", "critical").slight.window == 300


def test_a_condition_with_a_window_waits_for_it_too() -> None:
    text = 'increase(task_center_http_requests_total{job="task-center-api"}[2m]) == 0'
    changed = project(
        expression(text, unit="condition"),
        Edit(
            file="alerts/http.yaml",
            set={
                "alerts.TaskCenterHTTPErrorRateHigh.signal": "own",
                "alerts.TaskCenterHTTPErrorRateHigh.critical": {"for": "1m"},
                "alerts.TaskCenterHTTPErrorRateHigh.warning": {"for": "1m"},
            },
        ),
    )
    assert found(changed, "TaskCenterHTTPErrorRateHigh", "critical").slight.window == 120


def test_what_reads_recorded_series_waits_for_their_windows_and_their_jobs() -> None:
    changed = project(expression("sum(job:task_center_http_requests_5xx:ratio_rate5m)"), READS)
    assert closure(changed, "own") == ["own", "http_error_ratio"]
    assert found(changed, "TaskCenterHTTPErrorRateHigh", "critical").slight.window == 300
    assert [one.job for one in scraped(changed, "own")] == ["task-center-api"]


def test_a_score_waits_for_the_longest_window_of_its_parts() -> None:
    changed = project(
        Edit(
            file="alerts/http.yaml",
            set={
                "alerts.TaskCenterHTTPErrorRateHigh.signal": "business_health_score",
                "alerts.TaskCenterHTTPErrorRateHigh.critical": {"below": "60%"},
                "alerts.TaskCenterHTTPErrorRateHigh.warning": {"below": "80%"},
            },
        )
    )
    one = found(changed, "TaskCenterHTTPErrorRateHigh", "critical")
    assert (one.slight.window, one.full.window, one.filling.largest) == (1800, 1800, "")
