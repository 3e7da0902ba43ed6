"""The scrape jobs, from the frozen specs with small edits."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.compiler.scrape import compile_scrape
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.scrape import Credentials, PrometheusConfig, ScrapeJob, ScrapeLimits
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import Case, Edit, edited

SPEC = Origin("specs/scrape.yaml")


def compiled(*edits: Edit) -> PrometheusConfig:
    loaded = load(edited(Case(check="", edits=edits)), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    return compile_scrape(loaded.project)


def job(config: PrometheusConfig, name: str) -> ScrapeJob:
    return next(found for found in config.jobs if found.name == name)


def edit(**values: Any) -> Edit:
    return Edit(
        file="scrape.yaml", set={key.replace("__", "."): value for key, value in values.items()}
    )


def test_the_jobs_of_the_service_are_scraped_often_and_wear_the_seat_belt() -> None:
    api = job(compiled(), "task-center-api")
    assert (api.interval, api.timeout) == ("5s", "3s")
    assert api.labels == (("service", "task-center"),)
    assert api.drop_series_with == ("task_id",)
    assert api.limits == ScrapeLimits(
        samples=50000,
        labels=40,
        label_name_length=200,
        label_value_length=1000,
        targets=0,
        body_size="50MB",
    )
    assert api.origin == SPEC.at("jobs", "task-center-api")


def test_what_a_job_leaves_out_stays_empty() -> None:
    mysql = job(compiled(), "mysql")
    assert (mysql.interval, mysql.timeout, mysql.fallback_protocol) == ("", "", "")
    assert (mysql.labels, mysql.params, mysql.drop_series_with) == ((), (), ())
    assert mysql.credentials is None


def test_external_labels_come_from_the_service() -> None:
    assert compiled().external_labels == (("cluster", "task-center"), ("environment", "default"))


def test_every_alertmanager_gets_the_alerts_without_the_replica() -> None:
    delivery = compiled().delivery
    assert (delivery.targets, delivery.replica_label) == (("alertmanager:9093",), "replica")
    lone = compiled(Edit(file="scrape.yaml", remove=("replica_label",)))
    assert lone.delivery.replica_label == ""


@pytest.mark.parametrize(
    ("version", "retention"),
    [("2.42", ""), ("3.0", ""), ("3.10.1", ""), ("3.11", "45d"), ("4.0", "45d")],
)
def test_the_retention_stands_in_the_file_only_where_it_can_be_trusted(
    version: str, retention: str
) -> None:
    config = compiled(Edit(file="service.yaml", set={"versions.prometheus": version}))
    assert config.storage.retention == retention
    assert config.storage.max_exemplars == 100000


def test_a_login_is_a_token_or_a_name_with_a_password() -> None:
    token = compiled(edit(jobs__redis__credentials_file="/run/secrets/t"))
    assert job(token, "redis").credentials == Credentials(username="", file="/run/secrets/t")
    login = {"username": "u", "password_file": "/run/secrets/p"}
    named = compiled(edit(jobs__redis__basic_auth=login))
    assert job(named, "redis").credentials == Credentials(username="u", file="/run/secrets/p")


def test_parameters_keep_their_order() -> None:
    config = compiled(edit(jobs__redis__params={"target": ["redis:6379"], "module": ["a", "b"]}))
    assert job(config, "redis").params == (("target", ("redis:6379",)), ("module", ("a", "b")))
