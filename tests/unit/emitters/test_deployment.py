"""The guide tells people what really stands in the other files."""

from __future__ import annotations

import re

import pytest

from tests.stacks import document, files_of, stack_edit, two_alertmanagers
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
