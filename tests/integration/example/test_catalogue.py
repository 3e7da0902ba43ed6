"""What the running processes export is what the catalogue has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.example.roles import Company, Role, eventually

pytestmark = pytest.mark.slow
CATALOGUE: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[3] / "specs" / "metrics.yaml").read_text()
)["metrics"]
OURS = ("task_center_", "go_", "process_")
# Of metrics that a healthy example without Redis has no series of.
QUIET = {
    "task_center_cache_operations_total",
    "task_center_cache_operation_duration_seconds",
    "task_center_external_requests_total",
    "task_center_external_request_duration_seconds",
    "task_center_metric_drops_total",
}


def of_job(job: str) -> set[str]:
    """The metrics that a job must have; `any` is every Python service."""
    return {
        name
        for name, metric in CATALOGUE.items()
        if name.startswith(OURS) and name not in QUIET and job in _jobs(metric["job"])
    }


def _jobs(said: str | list[str]) -> list[str]:
    every = ["task-center-api", "task-center-worker"]
    return every if said == "any" else said if isinstance(said, list) else [said]


def exported(role: Role) -> dict[str, set[frozenset[str]]]:
    """The metrics of a process by the names of the catalogue, each with its sets of labels."""
    found: dict[str, set[frozenset[str]]] = {}
    for name, labels in role.metrics():
        own = name
        if own not in CATALOGUE:
            for end in ("_bucket", "_count", "_sum"):
                own = own.removesuffix(end)
        kept = {label for label, _ in labels} - {"le", "quantile"}
        found.setdefault(own, set()).add(frozenset(kept))
    return found


@pytest.mark.parametrize("name", ["api", "worker"])
def test_every_metric_of_a_job_is_there_with_its_labels(centre: Company, name: str) -> None:
    job = f"task-center-{name}"
    # Whose series begin with the first failure, or the first statement that is recorded.
    if job == "task-center-api":
        centre.created()
    role: Role = getattr(centre, name)
    wanted = of_job(job)
    if job == "task-center-worker":
        # Only the API records its statements.
        wanted -= {name for name in wanted if name.startswith("task_center_database_")}
    eventually(lambda: wanted <= set(exported(role)))
    found = exported(role)

    for metric in wanted:
        assert found[metric] == {frozenset(CATALOGUE[metric]["labels"])}, metric


def test_nothing_of_task_center_is_exported_that_the_catalogue_lacks(centre: Company) -> None:
    for role in (centre.api, centre.worker, centre.load):
        unknown = {
            name
            for name in exported(role)
            if name.startswith("task_center_") and not name.endswith("_created")
        }
        assert unknown <= set(CATALOGUE)


def test_the_queues_are_those_of_the_exporter_of_asynq(centre: Company) -> None:
    found = exported(centre.queues)

    assert set(found) == {name for name in CATALOGUE if name.startswith("asynq_")}
    for metric, labels in found.items():
        assert labels == {frozenset(CATALOGUE[metric]["labels"])}


def test_a_state_of_a_queue_is_one_of_asynq(centre: Company) -> None:
    states = {
        dict(labels)["state"]
        for name, labels in centre.queues.metrics()
        if name == "asynq_tasks_enqueued_total"
    }
    assert states == {"active", "pending", "scheduled", "retry", "archived", "completed"}
