from __future__ import annotations

import pytest

from taskcenter_monitor.checks import datasource, stack
from taskcenter_monitor.spec.loading import load
from tests.frozen import frozen_files
from tests.stacks import stack_edit, two_alertmanagers
from tests.unit.checks.cases import Case, Edit, edited

ALL = (*stack.CHECKS, *datasource.CHECKS)


def said(*edits: Edit) -> list[str]:
    loaded = load(edited(Case(check="", edits=edits)), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    found = [one for check in ALL for one in check.diagnose(loaded.project)]
    return [f"{one.check}: {one.message}" for one in found]


def test_a_project_without_a_stack_has_no_faults_of_it() -> None:
    specs = {name: raw for name, raw in frozen_files().items() if name != "stack.yaml"}
    project = load(specs, "specs", None).project

    assert project is not None
    assert [one for check in ALL for one in check.diagnose(project)] == []


@pytest.mark.parametrize(
    ("image", "is_fit"),
    [
        ("grafana/loki:3.5.7", False),
        ("grafana/loki:3.6.4", False),
        ("grafana/loki:3.6.5", True),
        ("grafana/loki:v3.10.0", True),
        ("mirror.example.com:5000/loki:main-abc", True),
    ],
)
def test_loki_can_be_asked_whether_it_is_well(image: str, is_fit: bool) -> None:
    assert (said(stack_edit(loki__image=image)) == []) is is_fit


def test_jaeger_1_is_refused() -> None:
    found = said(
        stack_edit(jaeger={"image": "jaegertracing/all-in-one:1.76.0"}),
        Edit(file="scrape.yaml", set={"jobs.jaeger.targets": ["jaeger:8888"]}),
    )

    assert found[0].startswith("stack/version: Jaeger 1 has ended")


def test_jaeger_2_is_asked_at_its_own_port() -> None:
    found = said(stack_edit(jaeger={"image": "jaegertracing/jaeger:2.17.0"}))

    assert found == ["stack/port: jaeger shows its metrics on port 8888, not 14269"]


def test_a_port_is_published_once() -> None:
    found = said(stack_edit(grafana__publish="127.0.0.1:9090"))

    assert found == ["stack/publish: 127.0.0.1:9090 is published twice"] * 2


def test_the_ports_of_further_alertmanagers_are_taken_as_well() -> None:
    found = said(two_alertmanagers(), stack_edit(grafana__publish="127.0.0.1:9094"))

    assert found == ["stack/publish: 127.0.0.1:9094 is published twice"] * 2


def test_a_further_alertmanager_needs_a_port_that_there_is() -> None:
    found = said(two_alertmanagers(), stack_edit(alertmanager__publish="127.0.0.1:65535"))

    assert found == ["stack/publish: there is no port 65536"]


def test_two_alertmanagers_are_known_by_their_targets() -> None:
    assert said(two_alertmanagers()) == []


def test_nobody_asks_who_starts_the_targets_of_a_prometheus_elsewhere() -> None:
    edit = Edit(file="scrape.yaml", set={"jobs.redis.targets": ["other:9121", "redis-exporter:1"]})

    assert said(edit, stack_edit(prometheus={"url": "https://p.example.com"})) == []


@pytest.mark.parametrize(
    ("signal", "message"),
    [
        ("http_request_rat", "there is no signal 'http_request_rat'"),
        ("mysql_connection_utilisation", "has no label 'job'"),
    ],
)
def test_a_signal_that_cannot_be_shown_for_a_span(signal: str, message: str) -> None:
    found = said(stack_edit(traces__signals=[signal]))

    assert len(found) == 1
    assert message in found[0] or "is not recorded" in found[0]


def test_a_trace_where_none_is_meant_is_told() -> None:
    lines = [
        {"line": f'"trace":"{"a" * 32}"'},
        {"line": f'"trace":"{"a" * 32}"', "trace": "a" * 32},
    ]

    found = said(stack_edit(logs__examples=lines))

    assert len(found) == 1
    assert f"finds the trace {'a' * 32} in this line, where none is meant" in found[0]


def test_an_example_has_a_real_id() -> None:
    lines = [{"line": f'"trace":"{"a" * 20}"', "trace": "a" * 20}]

    assert said(stack_edit(logs__examples=lines)) == [
        f"datasource/no-example: {'a' * 20} is no trace id: those have 16 or 32 of 0-9 and a-f"
    ]


def test_a_service_is_no_exporter_and_no_server() -> None:
    names = ("node-exporter", "prometheus", "task-center-load")

    found = said(stack_edit(services={name: {"image": "a/b:1"} for name in names}))

    assert found == [
        "stack/name: node-exporter is the name of an exporter already",
        "stack/name: prometheus is the name of a server already",
    ]


def test_hosts_of_services_are_known_and_need_no_job() -> None:
    hosts = ("task-center-api", "task-center-worker", "task-center-load")
    services = {name: {"image": "a/b:1"} for name in hosts}

    assert said(stack_edit(services=services, elsewhere=["jaeger"])) == []


def test_services_are_published_like_all_others() -> None:
    taken = {"image": "a/b:1", "publish": "127.0.0.1:9090"}

    found = said(stack_edit(services={"task-center-load": taken}))

    assert "stack/publish: 127.0.0.1:9090 is published twice" in found
