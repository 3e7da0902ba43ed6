"""Reading dashboards: every fault at its place, and one fault hides no other."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.spec.loading import Loaded, load
from tests.frozen import frozen_files

FILE = "dashboards/overview.yaml"
PANEL = {"type": "timeseries", "width": 24, "height": 8, "signals": ["http_error_ratio"]}


def loaded(panels: dict[str, Any], environment: dict[str, Any] | None = None) -> Loaded:
    data = {
        "title": "Overview",
        "description": {"zh": "状态。", "en": "State."},
        "rows": {"row": {"title": "Row", "panels": panels}},
    }
    # JSON is YAML without the anchors that a value standing twice would get.
    files = {**frozen_files(), FILE: json.dumps(data, indent=1).encode()}
    if environment is None:
        return load(files, "specs", None)
    files["environments/test.yaml"] = yaml.safe_dump(environment, sort_keys=False).encode()
    return load(files, "specs", "test")


def said(found: Loaded) -> list[tuple[str, str]]:
    """Check and marked text of everything that is said."""
    told = []
    for one in map(found.sources.locate, found.diagnostics):
        assert isinstance(one.place, Span)
        marked = one.place.source[one.place.column - 1 : one.place.end_column - 1]
        told.append((one.check, marked.strip('"')))
    return told


@pytest.mark.parametrize(
    ("keys", "check", "marked"),
    [
        ({"type": "graph"}, "spec/value", "graph"),
        ({"width": 25}, "spec/value", "25"),
        ({"width": "12"}, "spec/type", "12"),
        ({"unit": "s"}, "spec/unknown-key", "unit"),
        ({"signals": []}, "spec/value", "[]"),
        ({"queries": [{"signal": "x", "kind": "rate"}]}, "panel/query", "{"),
        ({"queries": [{"title": "x"}]}, "panel/query", "{"),
        ({"queries": [{"signal": "a_b", "windows": "5m"}]}, "spec/unknown-key", "windows"),
        ({"queries": [{"signal": "a_b", "window": "often"}]}, "duration/value", "often"),
        ({"queries": [{"signal": "a_b", "colour": "pink"}]}, "spec/value", "pink"),
        ({"queries": [{"kind": "rte", "metric": "up"}]}, "signal/kind", "rte"),
        ({"queries": [{"kind": "rate", "metrc": "up"}]}, "spec/missing-key", "{"),
        ({"queries": [{"kind": "baseline", "metric": "up"}]}, "panel/query", "baseline"),
        ({"queries": [{"logs": "{}", "unit": "parsec"}]}, "unit/unknown", "parsec"),
        ({"levels": {"critical": {"above": 1, "below": 2}}}, "panel/levels", "critical"),
        ({"levels": {"bad": {"above": 1}}}, "spec/value", "bad"),
        ({"step": "0s"}, "duration/value", "0s"),
        ({"title": {"zh": "一"}}, "spec/type", "title"),
    ],
)
def test_a_fault_is_told_at_its_place_and_leaves_the_other_panels(
    keys: dict[str, Any], check: str, marked: str
) -> None:
    found = loaded({"faulty": {**PANEL, **keys}, "sound": PANEL})
    assert (check, marked) in said(found)
    assert found.project is not None
    assert "dashboards" in found.project.incomplete
    names = [panel.name for panel in found.project.dashboards["overview"].panels]
    assert "sound" in names


def test_a_dashboard_that_is_no_mapping_leaves_the_others() -> None:
    found = load({**frozen_files(), FILE: b"[]\n"}, "specs", None)
    assert found.project is not None
    assert {*found.project.dashboards} == {"alerts", "business"}
    assert said(found) == [("spec/type", "[]")]


def test_a_fault_around_the_panels_does_not_hide_theirs() -> None:
    found = loaded({"faulty": {**PANEL, "width": 25}}, {"dashboards.overview.title": 5})
    assert [check for check, _ in said(found)] == ["spec/type", "spec/value"]


@pytest.mark.parametrize(
    ("key", "value", "is_sound"),
    [
        ("refresh", "30s", True),
        ("refresh", "1d", True),
        ("refresh", "1w", False),
        ("refresh", "1m30s", False),
        ("refresh", "29s", False),
        ("refresh", "60000ms", False),
        ("refresh", "", False),
        ("refresh", "auto", False),
        ("range", "6h", True),
        ("range", "2w", True),
        ("range", "1y", True),
        ("range", "1h30m", False),
        ("range", "900000ms", False),
        ("range", "1M", False),
        ("range", "0h", False),
        ("range", "11y", False),
    ],
)
def test_a_range_and_a_refresh_are_what_grafana_reads(key: str, value: str, is_sound: bool) -> None:
    files = frozen_files()
    files = {**files, FILE: files[FILE] + f'\n{key}: "{value}"\n'.encode()}
    found = said(load(files, "specs", None))
    assert found == ([] if is_sound else [("duration/value", value)])


@pytest.mark.parametrize(
    "name",
    [
        "a b",
        "a\nb",
        "Overview",
        "1st",
        "a_b",
        "-a",
        "é",
        "a" * 37,
    ],
)
def test_a_dashboard_with_another_name_is_told_and_left_out(name: str) -> None:
    file = f"dashboards/{name}.yaml"
    files = frozen_files()
    found = load({**files, file: files[FILE]}, "specs", None)
    (one,) = map(found.sources.locate, found.diagnostics)
    assert (one.check, isinstance(one.place, Span) and one.place.file) == (
        "spec/name",
        f"specs/{file}",
    )
    assert repr(name) in one.message
    assert found.project is not None
    assert {*found.project.dashboards} == {"alerts", "business", "overview"}
    assert "dashboards" in found.project.incomplete


@pytest.mark.parametrize("name", ["a", "b2-c", "a" * 36])
def test_a_dashboard_is_called_by_its_file(name: str) -> None:
    files = frozen_files()
    found = load({**files, f"dashboards/{name}.yaml": files[FILE]}, "specs", None)
    assert found.diagnostics == ()
    assert found.project is not None
    assert name in found.project.dashboards


def test_a_query_with_two_ways_to_ask_names_both() -> None:
    query = {"signal": "http_error_ratio", "kind": "rate", "metric": "up"}
    found = loaded({"one": {**PANEL, "queries": [query]}})
    (one,) = found.diagnostics
    assert "exactly one" in one.message
    assert "this one has `signal` and `kind`" in one.message
    assert "did you mean" not in one.help


def test_a_query_with_a_misspelt_way_to_ask_is_told_which() -> None:
    (one,) = loaded({"one": {**PANEL, "queries": [{"signl": "up"}]}}).diagnostics
    assert one.help == "did you mean 'signal'?"


def test_what_is_written_in_a_panel_is_a_signal_that_nobody_else_can_name() -> None:
    query = {"kind": "rate", "metric": "task_center_callbacks_total"}
    found = loaded({"one": {**PANEL, "title": "T", "signals": None, "queries": [query]}})
    assert found.project is not None
    assert "overview/one/0" in found.project.signals


def test_an_environment_replaces_a_value_of_a_panel() -> None:
    path = "dashboards.overview.rows.row.panels.one.height"
    found = loaded({"one": PANEL}, {path: 12})
    assert said(found) == []
    assert found.project is not None
    (panel,) = found.project.dashboards["overview"].panels
    assert panel.value.height == 12


@pytest.mark.parametrize(
    "path",
    [
        "dashboards.overview.rows.row.panels.two.height",
        "dashboards.overvew.title",
        "dashboards.overview",
    ],
)
def test_an_override_that_matches_nothing_is_a_fault(path: str) -> None:
    found = loaded({"one": PANEL}, {path: 12})
    assert [check for check, _ in said(found)] == ["environment/no-match"]
