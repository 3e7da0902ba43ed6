"""What stands in prometheus.yml, read back as YAML."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import yaml

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters import prometheus_config
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.scrape import (
    AlertDelivery,
    Credentials,
    PrometheusConfig,
    ScrapeJob,
    ScrapeLimits,
    StorageSettings,
)

SPEC = Origin("specs/scrape.yaml")
UNLIMITED = ScrapeLimits(
    samples=0, labels=0, label_name_length=0, label_value_length=0, targets=0, body_size=""
)
JOB = ScrapeJob(
    name="api",
    targets=("api:6060",),
    labels=(),
    scheme="http",
    path="/metrics",
    params=(),
    interval="",
    timeout="",
    honor_labels=False,
    limits=UNLIMITED,
    drop_series_with=(),
    credentials=None,
    fallback_protocol="",
    origin=SPEC.at("jobs", "api"),
)
CONFIG = PrometheusConfig(
    interval="15s",
    timeout="10s",
    evaluation_interval="30s",
    external_labels=(("cluster", "c"),),
    rule_files=("rules/*.rules.yml",),
    delivery=AlertDelivery(
        targets=("a:9093", "b:9093"), scheme="http", path_prefix="", timeout="10s", replica_label=""
    ),
    storage=StorageSettings(retention="", out_of_order_time_window="", max_exemplars=0),
    jobs=(JOB,),
    origin=SPEC,
)


def emitted(config: PrometheusConfig) -> Artifact:
    monitoring: Any = SimpleNamespace(prometheus=config)
    (artifact,) = prometheus_config.emit(monitoring, lambda path, _: path)
    return artifact


def document(config: PrometheusConfig) -> Any:
    return yaml.safe_load(emitted(config).text)


def written(**values: Any) -> Any:
    return document(replace(CONFIG, jobs=(replace(JOB, **values),)))["scrape_configs"][0]


def test_the_smallest_configuration_says_nothing_needless() -> None:
    assert document(CONFIG) == {
        "global": {
            "scrape_interval": "15s",
            "scrape_timeout": "10s",
            "evaluation_interval": "30s",
            "external_labels": {"cluster": "c"},
        },
        "rule_files": ["rules/*.rules.yml"],
        "alerting": {
            "alertmanagers": [
                {
                    "scheme": "http",
                    "timeout": "10s",
                    "static_configs": [{"targets": ["a:9093", "b:9093"]}],
                }
            ]
        },
        "scrape_configs": [
            {
                "job_name": "api",
                "scheme": "http",
                "metrics_path": "/metrics",
                "static_configs": [{"targets": ["api:6060"]}],
            }
        ],
    }


def test_the_file_names_its_spec_and_every_job_its_place() -> None:
    artifact = emitted(CONFIG)
    assert artifact.path == "prometheus/prometheus.yml"
    assert "specs/scrape.yaml" in artifact.text.splitlines()[0]
    assert artifact.origins == (("job api", SPEC.at("jobs", "api")),)


def test_replicas_lose_their_label_before_alerts_are_sent() -> None:
    delivery = replace(CONFIG.delivery, replica_label="replica", path_prefix="/am")
    alerting = document(replace(CONFIG, delivery=delivery))["alerting"]
    assert alerting["alert_relabel_configs"] == [{"action": "labeldrop", "regex": "replica"}]
    assert alerting["alertmanagers"][0]["path_prefix"] == "/am"


def test_series_with_a_label_per_task_are_dropped_and_not_merged() -> None:
    assert written(drop_series_with=("task_id", "url"))["metric_relabel_configs"] == [
        {"action": "drop", "source_labels": ["task_id"], "regex": ".+"},
        {"action": "drop", "source_labels": ["url"], "regex": ".+"},
    ]


def test_limits_have_the_names_of_prometheus() -> None:
    limits = ScrapeLimits(
        samples=1,
        labels=2,
        label_name_length=3,
        label_value_length=4,
        targets=5,
        body_size="6MB",
    )
    found = written(limits=limits)
    assert {key: value for key, value in found.items() if key.endswith("limit")} == {
        "sample_limit": 1,
        "label_limit": 2,
        "label_name_length_limit": 3,
        "label_value_length_limit": 4,
        "target_limit": 5,
        "body_size_limit": "6MB",
    }


def test_a_login_reads_its_secret_from_a_file() -> None:
    token = written(credentials=Credentials(username="", file="/run/secrets/t"))
    assert token["authorization"] == {"credentials_file": "/run/secrets/t"}
    login = written(credentials=Credentials(username="u", file="/run/secrets/p"))
    assert login["basic_auth"] == {"username": "u", "password_file": "/run/secrets/p"}


def test_a_job_says_what_differs_from_the_rest() -> None:
    found = written(
        interval="5s",
        timeout="3s",
        scheme="https",
        path="/probe",
        params=(("module", ("a", "b")),),
        honor_labels=True,
        labels=(("service", "s"),),
        fallback_protocol="PrometheusText0.0.4",
    )
    assert found == {
        "job_name": "api",
        "scheme": "https",
        "metrics_path": "/probe",
        "params": {"module": ["a", "b"]},
        "honor_labels": True,
        "scrape_interval": "5s",
        "scrape_timeout": "3s",
        "fallback_scrape_protocol": "PrometheusText0.0.4",
        "static_configs": [{"targets": ["api:6060"], "labels": {"service": "s"}}],
    }


def test_storage_is_written_as_far_as_it_is_known() -> None:
    storage = StorageSettings(retention="45d", out_of_order_time_window="10m", max_exemplars=100000)
    assert document(replace(CONFIG, storage=storage))["storage"] == {
        "tsdb": {"out_of_order_time_window": "10m", "retention": {"time": "45d"}},
        "exemplars": {"max_exemplars": 100000},
    }
