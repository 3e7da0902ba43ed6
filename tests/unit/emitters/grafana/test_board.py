"""The shipped dashboards as they are written: what holds for each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.verifiers.dashboards.generated import generated

ROOT = Path(__file__).parents[4]
FILES = sorted((ROOT / "build/grafana/dashboards").glob("*.json"))
BASE = ("steps", "value")


def read(file: Path) -> dict[str, Any]:
    """The dashboard as it is made now: what is committed is held against that elsewhere."""
    boards, _ = generated()
    return boards[file.name]


def nulls(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if value is None:
        yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from nulls(one, (*path, key))
    if isinstance(value, list):
        for one in value:
            yield from nulls(one, path)


def panels(file: Path) -> list[dict[str, Any]]:
    return [panel for panel in read(file)["panels"] if panel["type"] != "row"]


def test_there_are_three() -> None:
    names = [file.name for file in FILES]
    assert names == [f"dashboard-{name}.json" for name in ("alerts", "business", "overview")]


@pytest.mark.parametrize(
    ("name", "count"), [("overview", 10 + 3 + 2 + 4 + 8), ("business", 8), ("alerts", 8)]
)
def test_the_panels_of_the_field_are_all_there_besides_logs(name: str, count: int) -> None:
    """On the overview those of budgets, capacity, logging and dependencies are there as well."""
    file = ROOT / f"build/grafana/dashboards/dashboard-{name}.json"
    of_logs = [panel for panel in panels(file) if panel.get("datasource", {})["type"] == "loki"]
    assert len(panels(file)) - len(of_logs) == count
    assert len(of_logs) == (2 if name == "overview" else 0)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_the_base_of_thresholds_is_null(file: Path) -> None:
    assert {path[-2:] for path in nulls(read(file))} <= {BASE}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_keys_are_sorted_and_the_version_needs_no_migration(file: Path) -> None:
    text = file.read_text("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    data = read(file)
    assert 39 <= data["schemaVersion"] <= 41
    assert (data["graphTooltip"], data["editable"]) == (1, False)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_titles_are_chinese_and_descriptions_english(file: Path) -> None:
    for panel in panels(file):
        assert re.search("[\u4e00-\u9fff]", panel["title"]), panel["title"]
        assert not re.search("[\u4e00-\u9fff]", panel["description"]), panel["description"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_variables_begin_with_the_data_source_and_all_stands_for_any_value(file: Path) -> None:
    first, *others = read(file)["templating"]["list"]
    assert (first["name"], first["type"]) == ("prometheus_datasource", "datasource")
    names = [one["name"] for one in others]
    assert {"job", "instance"} <= {*names}
    for one in others:
        if one["type"] == "query":
            assert one["multi"]
            assert one["includeAll"]
            assert one["refresh"] == 2
            assert one.get("allValue") == (None if one["hide"] else ".+")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_links_keep_time_and_choice_and_firing_alerts_are_marked(file: Path) -> None:
    data = read(file)
    (link,) = data["links"]
    assert link["tags"] == data["tags"] == ["task-center"]
    assert link["keepTime"]
    assert link["includeVars"]
    (annotation,) = data["annotations"]["list"]
    assert annotation["target"]["expr"].startswith('ALERTS{alertstate="firing"')


def test_latency_leads_to_traces() -> None:
    found = {
        panel["title"]
        for file in FILES
        for panel in panels(file)
        if any(target.get("exemplar") for target in panel.get("targets", []))
    }
    assert found == {
        "HTTP响应时间分布",
        "回调响应时间",
        "数据库语句P95耗时",
        "缓存访问P95耗时",
        "对外HTTP请求P95耗时",
    }


def test_details_of_alerts_lead_to_runbooks() -> None:
    (table,) = [panel for panel in panels(FILES[0]) if panel["type"] == "table"]
    urls = [
        link["url"]
        for override in table["fieldConfig"]["overrides"]
        for one in override["properties"]
        if one["id"] == "links"
        for link in one["value"]
    ]
    assert urls[0] == "https://runbooks.example.com/task-center/${__value.raw}.md"
    assert urls[1] == "https://prometheus.example.com/targets?search=${__value.raw}"
    assert urls[2].startswith("/d/tc-overview?var-instance=")


def test_the_list_of_alerts_follows_what_was_chosen() -> None:
    (alerts,) = [panel for panel in panels(FILES[0]) if panel["type"] == "alertlist"]
    assert alerts["options"]["alertInstanceLabelFilter"] == (
        '{alertname!="Watchdog", severity=~"${severity:regex}", component=~"${component:regex}"}'
    )


def test_the_heartbeat_is_nothing_that_people_choose() -> None:
    exprs = [target["expr"] for panel in panels(FILES[0]) for target in panel.get("targets", [])]
    (heartbeat,) = [expr for expr in exprs if 'alertname="Watchdog"' in expr]
    assert "$" not in heartbeat


def test_labels_of_a_table_are_no_numbers() -> None:
    for file in FILES:
        for panel in panels(file):
            if panel["type"] == "table":
                assert panel["fieldConfig"]["defaults"]["unit"] == "string"
