"""Which metrics our own services export."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.compiler.catalogue import compile_service_metrics
from taskcenter_monitor.spec.loading import load
from tests.frozen import frozen_files
from tests.stacks import monitoring_of
from tests.unit.checks.cases import Edit


def exported(**values: Any) -> set[str]:
    named = {key.replace("__", "."): value for key, value in values.items()}
    edits = [Edit(file="metrics.yaml", set=named)] if named else []
    return {metric.name for metric in monitoring_of(*edits).service_metrics or ()}


def test_those_of_the_service_and_those_of_every_job() -> None:
    found = exported()
    assert "task_center_http_requests_total" in found
    assert "task_center_tasks_executed_total" in found
    assert {"go_goroutines", "process_cpu_seconds_total"} <= found


def test_neither_those_of_others_nor_those_that_prometheus_writes() -> None:
    found = exported()
    others = {"mysql_up", "redis_up", "asynq_queue_size", "ALERTS"}
    assert not found & (others | {"up", "scrape_duration_seconds"})


@pytest.mark.parametrize(
    ("job", "is_ours"),
    [
        ("task-center", True),
        ("task-center-reports", True),
        (["mysql", "task-center-api"], True),
        ("task-centers", False),
        ("my-task-center-api", False),
    ],
)
def test_a_job_of_ours_is_called_like_the_service(job: str | list[str], is_ours: bool) -> None:
    files = frozen_files()
    text = files["metrics.yaml"].decode()
    old = "  mysql_up:\n    type: gauge\n    unit: bool\n    labels: []\n    job: mysql\n"
    assert text.count(old) == 1
    new = old.replace("job: mysql", f"job: {job}")
    files["metrics.yaml"] = text.replace(old, new).encode()
    project = load(files, "specs", None).project
    assert project is not None
    found = compile_service_metrics(project) or ()
    assert ("mysql_up" in {metric.name for metric in found}) is is_ours


def test_without_services_in_python_nobody_reads_a_catalogue() -> None:
    files = frozen_files()
    del files["telemetry.yaml"]
    project = load(files, "specs", None).project
    assert project is not None
    assert compile_service_metrics(project) is None


def test_what_is_said_of_a_metric_is_compiled() -> None:
    values = {
        "metrics.go_goroutines.processes": "max",
        "metrics.task_center_http_requests_total.series": 300,
    }
    made = monitoring_of(Edit(file="metrics.yaml", set=values)).service_metrics or ()
    by_name = {metric.name: metric for metric in made}
    assert by_name["go_goroutines"].processes == "max"
    assert by_name["task_center_http_requests_total"].limit == 300
    assert by_name["task_center_tasks_created_total"].limit == 0
    assert by_name["process_resident_memory_bytes"].processes == "sum"
