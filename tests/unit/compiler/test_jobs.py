from __future__ import annotations

import pytest

from taskcenter_monitor.compiler.jobs import jobs_of
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from tests.frozen import frozen_files


@pytest.fixture(scope="module")
def project() -> Project:
    loaded = load(frozen_files(), "specs", None)
    assert loaded.project is not None
    return loaded.project


@pytest.mark.parametrize(
    ("alert", "jobs"),
    [
        ("MySQLDown", ("mysql",)),  # a selector names the job
        ("TaskCenterHTTPErrorRateHigh", ("task-center-api",)),  # the catalogue does
        ("TaskCenterAllInstancesDown", ("task-center-api", "task-center-worker")),  # the signal
        ("PrometheusDiskFillingUp", ("node",)),  # the metrics of an expression
        ("Watchdog", ()),
    ],
)
def test_an_alert_knows_the_jobs_that_its_series_come_from(
    project: Project, alert: str, jobs: tuple[str, ...]
) -> None:
    signal = project.signals[project.alerts[alert].value.signal]
    assert jobs_of(signal.value, project) == jobs
