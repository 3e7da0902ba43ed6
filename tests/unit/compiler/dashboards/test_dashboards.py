from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from taskcenter_monitor.emitters.grafana.board import board as written
from tests.unit.compiler.dashboards.boards import board, dashboards, panel

ROOT = Path(__file__).parents[4]
SMALL = {"width": 12, "height": 8, "type": "timeseries"}
LEFT = {"signals": ["http_error_ratio"], **SMALL}
RIGHT = {"signals": ["http_latency_p95"], **SMALL}
BELOW = {"type": "timeseries", "signals": ["goroutines"]}
NEW = {"type": "timeseries", "signals": ["process_memory"]}


def texts(rows: Mapping[str, Mapping[str, Any]]) -> dict[int, str]:
    """Every panel of a dashboard with these rows as it is written, by its id."""
    whole = {name: {"title": name, **one} for name, one in rows.items()}
    made = dashboards({"overview": board({}, rows=whole)})["overview"]
    return {one["id"]: json.dumps(one) for one in written(made)["panels"] if one["type"] != "row"}


def row(**panels: Mapping[str, Any]) -> dict[str, Any]:
    return {"panels": {key: {"width": 24, "height": 8, **one} for key, one in panels.items()}}


def test_a_panel_that_is_added_at_the_end_of_a_row_changes_no_other() -> None:
    before = texts({"a": row(left=LEFT, right=RIGHT), "b": row(below=BELOW)})
    after = texts({"a": row(left=LEFT, right=RIGHT, new=NEW), "b": row(below=BELOW)})
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()


def test_a_panel_that_moves_to_the_end_of_another_row_changes_only_itself() -> None:
    before = texts({"a": row(left=LEFT, right=RIGHT, new=NEW), "b": row(below=BELOW)})
    after = texts({"a": row(left=LEFT, right=RIGHT), "b": row(below=BELOW, new=NEW)})
    assert before.keys() == after.keys()
    assert len(before.items() - after.items()) == 1


def test_a_panel_that_comes_first_changes_nothing_of_the_others_but_their_position() -> None:
    before = texts({"a": row(left=LEFT, right=RIGHT)})
    after = texts({"a": row(new=NEW, left=LEFT, right=RIGHT)})

    def without_position(text: str) -> dict[str, Any]:
        return {key: value for key, value in json.loads(text).items() if key != "gridPos"}

    kept = {number: without_position(text) for number, text in after.items() if number in before}
    assert kept == {number: without_position(text) for number, text in before.items()}


@pytest.mark.parametrize(
    ("locales", "title", "description"),
    [
        (["zh-CN", "en"], "HTTP错误率", "HTTP error ratio."),
        (["en", "zh-CN"], "HTTP error ratio", "HTTP错误率。"),
        (["en"], "HTTP error ratio", "HTTP error ratio."),
        (["zh-CN"], "HTTP错误率", "HTTP错误率。"),
    ],
)
def test_titles_are_in_the_first_language_and_explanations_in_the_second(
    locales: list[str], title: str, description: str
) -> None:
    data = board({"one": {"type": "timeseries", "signals": ["http_error_ratio"]}})
    made = dashboards({"overview": data}, {"locales": locales})["overview"]
    (one,) = made.panels
    assert one.title == title
    assert one.description.splitlines()[0] == description


def test_a_panel_tells_which_alerts_watch_it_and_links_their_runbooks() -> None:
    one = panel({"type": "timeseries", "signals": ["http_error_ratio"]})
    assert one.description.splitlines()[1:] == [
        "HTTP error rate high: critical above 20% for 2 min, warning above 5% for 5 min."
    ]
    assert [link.url.rpartition("/")[2] for link in one.links] == ["TaskCenterHTTPErrorRateHigh.md"]


def test_variables_follow_from_those_above_them() -> None:
    made = dashboards({"overview": board({"one": BELOW})})["overview"]
    assert [variable.selector for variable in made.variables] == [
        'up{job=~"task-center-(api|worker)"}',
        'up{job=~"task-center-(api|worker)", job=~"$job"}',
    ]


def test_a_panel_of_five_lines_is_a_whole_panel() -> None:
    text = """
      latency:
        type: timeseries
        width: 24
        height: 8
        signals: [http_latency_p95]
    """
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 5
    made = dashboards({"overview": board(yaml.safe_load(text))})["overview"]
    (one,) = [one for one in written(made)["panels"] if one["type"] != "row"]
    defaults = one["fieldConfig"]["defaults"]
    assert (one["title"], defaults["unit"]) == ("HTTP延迟P95", "s")
    assert [step["value"] for step in defaults["thresholds"]["steps"]] == [None, 0.5, 2]
    assert one["targets"][0]["legendFormat"] == "{{job}}"
    assert one["description"]


def test_without_dashboards_there_are_none() -> None:
    assert dashboards({}) == {}
