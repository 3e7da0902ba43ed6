from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from taskcenter_monitor.spec.scrape import Job, Scrape

SCRAPE = {
    "interval": "15s",
    "timeout": "10s",
    "evaluation_interval": "15s",
    "rule_files": ["rules/*.rules.yml"],
    "alertmanagers": {"targets": ["alertmanager:9093"]},
    "jobs": {"api": {"targets": ["api:6060"]}},
}


def kinds(data: Mapping[str, Any], model: Any = Job) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return [(one["type"], one["loc"]) for one in caught.value.errors()]


def test_a_job_needs_no_more_than_targets() -> None:
    job = Scrape.model_validate(SCRAPE).jobs["api"]
    assert (job.path, job.scheme, job.interval, job.limits.samples) == (
        "/metrics",
        "http",
        None,
        None,
    )


@pytest.mark.parametrize(
    "target", ["api", "http://api:6060", "api:6060/metrics", "api:port", "", "user:pw@api:80"]
)
def test_a_target_is_a_host_and_a_port(target: str) -> None:
    assert kinds({"targets": [target]}) == [("spec/address", ("targets", 0))]


@pytest.mark.parametrize("target", ["api:6060", "10.0.0.1:80", "[::1]:9090", "a_b.svc.local:1"])
def test_hosts_may_be_names_and_addresses(target: str) -> None:
    assert Job.model_validate({"targets": [target]}).targets == [target]


def test_a_job_without_targets_is_refused() -> None:
    assert kinds({"targets": []}) == [("too_short", ("targets",))]


@pytest.mark.parametrize("size", ["0MB", "50", "50 MB", "50MiB", "-1MB", "1.5MB"])
def test_a_size_is_one_that_prometheus_reads(size: str) -> None:
    data = {"targets": ["a:1"], "limits": {"body_size": size}}
    assert kinds(data) == [("spec/value", ("limits", "body_size"))]


def test_a_limit_of_zero_is_refused_because_it_means_none() -> None:
    data = {"targets": ["a:1"], "limits": {"samples": 0}}
    assert kinds(data) == [("greater_than_equal", ("limits", "samples"))]


def test_a_password_has_to_be_in_a_file() -> None:
    login = {"username": "u", "password_file": "/run/secrets/p", "password": "hunter2"}
    data = {"targets": ["a:1"], "basic_auth": login}
    assert kinds(data) == [("secrets/inline", ("basic_auth", "password"))]
    assert kinds({"targets": ["a:1"], "credentials": "x"}) == [("secrets/inline", ("credentials",))]


def test_two_logins_are_refused_as_prometheus_does() -> None:
    login = {"username": "u", "password_file": "/run/secrets/p"}
    data = {"targets": ["a:1"], "basic_auth": login, "credentials_file": "/run/secrets/t"}
    assert kinds(data) == [("scrape/login", ())]


def test_a_protocol_is_one_that_prometheus_knows() -> None:
    data = {"targets": ["a:1"], "fallback_protocol": "text"}
    assert kinds(data) == [("literal_error", ("fallback_protocol",))]


def test_a_scrape_interval_of_nothing_is_refused() -> None:
    assert kinds({**SCRAPE, "interval": "0s"}, Scrape) == [("duration/value", ("interval",))]


def test_scraping_without_jobs_is_refused() -> None:
    assert kinds({**SCRAPE, "jobs": {}}, Scrape) == [("too_short", ("jobs",))]
