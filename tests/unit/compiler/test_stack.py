"""What follows from the specs for data sources and containers."""

from __future__ import annotations

import pytest

from taskcenter_monitor.compiler.stack import one_unit
from taskcenter_monitor.ir.stack import Container
from tests.stacks import stack_edit, stack_of, two_alertmanagers
from tests.unit.checks.cases import Edit


def container(name: str, *edits: Edit) -> Container:
    return next(one for one in stack_of(*edits).containers if one.name == name)


def named(**versions: str) -> Edit:
    return Edit(file="service.yaml", set={f"versions.{key}": one for key, one in versions.items()})


def test_versions_of_the_service_are_the_tags_of_images() -> None:
    edit = named(prometheus="3.5", alertmanager="0.28.1", grafana="12.1")

    assert container("prometheus", edit).image == "prom/prometheus:v3.5.0"
    assert container("alertmanager", edit).image == "prom/alertmanager:v0.28.1"
    assert container("grafana", edit).image == "grafana/grafana:12.1.0"
    assert stack_of(edit).sources.prometheus_version == "3.5.0"


def test_an_image_of_the_stack_comes_before_that() -> None:
    edit = stack_edit(grafana__image="mirror.example.com/grafana:12.0.7")

    assert container("grafana", edit).image == "mirror.example.com/grafana:12.0.7"


@pytest.mark.parametrize(("version", "is_flag"), [("2.42", True), ("3.10", True), ("3.11", False)])
def test_retention_is_a_flag_where_the_file_cannot_say_it(version: str, is_flag: bool) -> None:
    flags = container("prometheus", named(prometheus=version)).command

    assert ("--storage.tsdb.retention.time=45d" in flags) is is_flag


def test_prometheus_keeps_exemplars_and_reloads_by_signal_alone() -> None:
    flags = container("prometheus").command

    assert "--enable-feature=exemplar-storage" in flags
    assert "--web.external-url=https://prometheus.example.com" in flags
    assert "--storage.tsdb.retention.size=80GB" in flags
    assert not [flag for flag in flags if "lifecycle" in flag or "admin-api" in flag]
    assert (
        "--web.enable-lifecycle"
        in container("prometheus", stack_edit(prometheus__reload=True)).command
    )


def test_one_alertmanager_opens_no_port_for_a_cluster() -> None:
    command = container("alertmanager").command

    assert [flag for flag in command if "cluster" in flag] == ["--cluster.listen-address="]


def test_two_alertmanagers_find_each_other_and_do_not_share_a_port() -> None:
    first, second = (container(f"alertmanager-{n}", two_alertmanagers()) for n in (0, 1))

    assert "--cluster.peer=alertmanager-1:9094" in first.command
    assert "--cluster.peer=alertmanager-0:9094" in second.command
    assert "--cluster.listen-address=0.0.0.0:9094" in first.command
    assert (first.ports, second.ports) == (("127.0.0.1:9093:9093",), ("127.0.0.1:9094:9093",))
    assert first.mounts != second.mounts
    assert container("prometheus", two_alertmanagers()).waits_for == (first.name, second.name)


def test_alertmanager_reads_the_secrets_of_all_channels() -> None:
    assert set(container("alertmanager").secrets) == {
        "/run/secrets/smtp_password",
        "/run/secrets/pagerduty_routing_key",
        "/run/secrets/oncall_token",
        "/run/secrets/slack_api_url",
    }


def test_prometheus_reads_the_secrets_of_what_it_scrapes() -> None:
    edit = Edit(
        file="scrape.yaml",
        set={
            "jobs.redis.credentials_file": "/run/secrets/redis_token",
            "jobs.mysql.basic_auth": {"username": "u", "password_file": "/run/secrets/mysql_web"},
        },
    )

    assert set(container("prometheus", edit).secrets) == {
        "/run/secrets/redis_token",
        "/run/secrets/mysql_web",
    }


def test_a_secret_is_one_file_with_all_its_readers() -> None:
    edit = Edit(
        file="stack.yaml",
        set={"exporters.redis-exporter.secrets": ["/run/secrets/redis_password"], "secrets": "/s"},
    )
    found = {one.name: one for one in stack_of(edit).secrets}

    assert found["redis_password"].file == "/s/redis_password"
    assert found["redis_password"].readers == ("asynq-exporter", "redis-exporter")


def test_an_exporter_is_asked_what_prometheus_asks() -> None:
    edit = Edit(
        file="scrape.yaml",
        set={"jobs.redis.targets": ["redis-exporter:9999"], "jobs.redis.path": "/scrape"},
    )

    assert container("redis-exporter", edit).probe[-1] == "http://127.0.0.1:9999/scrape"


def test_an_exporter_may_know_better() -> None:
    edit = Edit(file="stack.yaml", set={"exporters.redis-exporter.probe": ["/exporter", "-check"]})

    assert container("redis-exporter", edit).probe == ("CMD", "/exporter", "-check")


def test_jaeger_stores_where_its_user_may_write() -> None:
    edit = stack_edit(
        jaeger={"image": "jaegertracing/jaeger:2.17.0", "publish_otlp": "10.0.0.1:4317"}
    )
    jaeger = container("jaeger", edit)

    assert [mount.target for mount in jaeger.mounts if mount.is_volume] == ["/tmp"]  # noqa: S108
    assert jaeger.ports == ("10.0.0.1:4317:4317",)
    assert stack_of(edit).traces_kept == "7d"


def test_a_server_elsewhere_is_not_started_and_still_linked() -> None:
    edit = stack_edit(
        prometheus={"url": "https://prom.example.com"},
        alertmanager={"url": "https://am.example.com/am"},
        loki={"url": "http://logs:3100"},
        grafana={"url": "https://grafana.example.com"},
    )
    stack = stack_of(edit)

    assert all(one.name.endswith("-exporter") for one in stack.containers)
    assert stack.sources.prometheus == "https://prom.example.com"
    assert stack.sources.alertmanager == "https://am.example.com/am"
    assert (stack.metrics_kept, stack.logs_kept, stack.traces_kept) == ("", "", "")


def test_alertmanager_below_a_path_is_found_there() -> None:
    edit = Edit(file="scrape.yaml", set={"alertmanagers.path_prefix": "/am/"})

    assert stack_of(edit).sources.alertmanager == "http://alertmanager:9093/am"


def test_signals_become_the_series_that_are_recorded() -> None:
    queries = stack_of(stack_edit(traces__signals=["http_latency_p99"])).sources.links.queries

    assert [(one.title, one.series) for one in queries] == [
        ("HTTP延迟P99", "job:task_center_http_request_duration_seconds:p99_rate5m")
    ]


def test_what_is_spoken_to_outside_is_listed_with_who_does() -> None:
    found = dict(stack_of().addresses)

    assert found["task-center-api:6060"] == "prometheus (task-center-api)"
    assert "alertmanager (mail)" in found["smtp.example.com:587"]
    assert "alertmanager (pager)" in found["oncall:8080"]
    assert "redis-exporter:9121" not in found


@pytest.mark.parametrize(
    ("text", "expected"), [("15s", "15s"), ("1h", "1h"), ("1h30m", "5400s"), ("1m30s", "90s")]
)
def test_grafana_is_told_durations_of_one_unit(text: str, expected: str) -> None:
    assert one_unit(text) == expected
