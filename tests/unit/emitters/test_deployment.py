"""The guide tells people what really stands in the other files."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from taskcenter_monitor.emitters.deployment import emit
from tests.stacks import (
    document,
    files_of,
    files_without_dashboards,
    monitoring_of,
    stack_edit,
    templates,
    two_alertmanagers,
)
from tests.unit.checks.cases import Edit

PAGES = ("docs/DEPLOYMENT.md", "docs/DEPLOYMENT.en.md")
JAEGER = stack_edit(jaeger={"image": "jaegertracing/jaeger:2.17.0"})


def test_the_first_language_has_the_name_without_one() -> None:
    english = Edit(file="service.yaml", set={"locales": ["en", "zh-CN"]})
    only = Edit(file="service.yaml", set={"locales": ["zh-CN"]})

    assert "部署指南" in files_of()["docs/DEPLOYMENT.md"]
    assert "Troubleshooting" in files_of(english)["docs/DEPLOYMENT.md"]
    assert "docs/DEPLOYMENT.zh.md" in files_of(english)
    assert [path for path in files_of(only) if path.startswith("docs/")] == ["docs/DEPLOYMENT.md"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_all_containers_images_ports_and_secrets(page: str) -> None:
    files = files_of(JAEGER)
    compose = document(files["docker-compose.yml"])

    for name, service in compose["services"].items():
        assert f"`{name}`" in files[page]
        assert service.get("image", "asynqmon") in files[page]
        assert all(port in files[page] for port in service.get("ports", []))
    assert all(one["file"] in files[page] for one in compose["secrets"].values())
    assert f"{compose['name']}_prometheus-data" in files[page]


@pytest.mark.parametrize("page", PAGES)
def test_links_within_a_page_and_to_the_other_lead_somewhere(page: str) -> None:
    files = files_of()
    headings = re.findall(r"^#+ (.+)$", files[page], re.MULTILINE)
    anchors = {re.sub(r"[^\w-]", "", one.lower().replace(" ", "-")) for one in headings}

    for link in re.findall(r"\]\(([^)]+)\)", files[page]):
        assert link.removeprefix("#") in anchors or f"docs/{link}" in files, link


def test_both_pages_have_the_same_sections_and_commands() -> None:
    chinese, english = (files_of()[page] for page in PAGES)

    assert chinese.count("\n## ") == english.count("\n## ")
    assert chinese.count("\n| ") == english.count("\n| ")


@pytest.mark.parametrize("page", PAGES)
def test_every_alertmanager_is_reloaded(page: str) -> None:
    text = files_of(two_alertmanagers())[page]

    assert "kill -s HUP alertmanager-0" in text
    assert "kill -s HUP alertmanager-1" in text


@pytest.mark.parametrize("page", PAGES)
def test_a_reload_by_http_is_told_of_only_where_it_is_on(page: str) -> None:
    address = "curl -X POST http://127.0.0.1:9090/-/reload"

    assert address not in files_of()[page]
    assert address in files_of(stack_edit(prometheus__reload=True))[page]


@pytest.mark.parametrize("page", PAGES)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(page: str) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", files_of()[page], re.MULTILINE):
        cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}

        assert len(cells) == 1, table


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            PAGES[0],
            ["目录“任务中心”下有仪表板", "仪表板30秒内自动生效", "仪表板和数据源都在文件里"],
        ),
        (
            PAGES[1],
            [
                'has dashboards in the folder "任务中心"',
                "dashboards follow within 30 s",
                "Dashboards and data sources are files",
            ],
        ),
    ],
)
def test_dashboards_are_told_of_where_there_are_any(page: str, told: list[str]) -> None:
    text, bare = files_of()[page], files_without_dashboards()[page]

    assert [one for one in told if one not in text] == []
    assert [one for one in told if one in bare] == []


@pytest.mark.parametrize(
    ("containers", "job"),
    [
        ("task-center-api;/proj-task-center-api-1", "task-center-api"),
        (";/task-center-worker", "task-center-worker"),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_logs_are_labelled_with_the_service_of_a_container(
    page: str, containers: str, job: str
) -> None:
    text = files_of(stack_edit(logs__label="job"))[page]
    first, second = re.findall(r"rule \{\n(.*?)\n     \}", text, re.DOTALL)
    named, of_service = (re.search(r'regex +\= "(.*)"', rule) for rule in (first, second))
    assert named is not None
    assert of_service is not None
    found = re.fullmatch(named[1], containers)

    assert found is not None
    assert "".join(one or "" for one in found.groups()) == job
    assert 'replacement   = "$1$2"' in first
    assert 'source_labels = ["job"]' in second
    assert re.fullmatch(of_service[1], job)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (PAGES[0], "没有在 Docker、Grafana、Loki、Jaeger 中实际运行测试过"),
        (PAGES[1], "No test of what is generated here runs Docker, Grafana, Loki or Jaeger."),
    ],
)
def test_the_guide_says_what_nobody_has_tried(page: str, told: str) -> None:
    assert told in files_of()[page]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_how_services_get_their_policy_where_there_is_one(page: str) -> None:
    made = monitoring_of()
    assert made.telemetry is not None
    without = replace(made, telemetry=None)
    shown, silent = (
        {one.path: one.text for one in emit(each, templates().render)}[page]
        for each in (made, without)
    )

    assert "TASKCENTER_TELEMETRY_POLICY: /etc/taskcenter/telemetry/policy.json" in shown
    assert "./telemetry:/etc/taskcenter/telemetry:ro" in shown
    assert "telemetry/policy.json" not in silent
    assert re.sub(r"\n{3,}", "", silent) == silent
