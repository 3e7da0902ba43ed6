"""Mistakes that people make in dashboards and Grafana passes over: each must be seen."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from browser.tests.node import drawn, shown
from taskcenter_monitor.live.seeding import Seeded

Panel = dict[str, Any]

ID = 7
START, END = 1767610800000, 1767614400000


def panel(kind: str = "stat", **more: Any) -> Panel:
    """A panel that is right, over one series that is at 90."""
    steps = [{"color": "green", "value": None}, {"color": "red", "value": 80}]
    return {
        "id": ID,
        "type": kind,
        "title": "Load",
        "datasource": {"type": "prometheus", "uid": "x"},
        "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8},
        "targets": [{"refId": "A", "expr": "load", "legendFormat": "load", "instant": True}],
        "fieldConfig": {
            "defaults": {
                "unit": "percent",
                "color": {"mode": "thresholds"},
                "thresholds": {"mode": "absolute", "steps": steps},
            },
            "overrides": [],
        },
        "options": {"colorMode": "value", "reduceOptions": {"calcs": ["lastNotNull"]}},
        **more,
    }


def job(one: Panel, **more: Any) -> dict[str, Any]:
    answer = {"resultType": "vector", "result": [{"metric": {}, "value": [END / 1000, "90"]}]}
    return {
        "dashboard": {"title": "One panel", "panels": [one]},
        "range": {"from": START, "to": END},
        "answers": {str(ID): {"A": answer}},
        "probes": {str(ID): [79.9, 80, 90]},
        **more,
    }


def put(*path: str | int, value: Any) -> Callable[[Panel], None]:
    """An edit of a panel."""

    def edit(one: Panel) -> None:
        place: Any = one
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return edit


DEFAULTS = ("fieldConfig", "defaults")
STEPS = (*DEFAULTS, "thresholds", "steps")


def override(matcher: str, options: str, *properties: tuple[str, Any]) -> Callable[[Panel], None]:
    rule = {
        "matcher": {"id": matcher, "options": options},
        "properties": [{"id": name, "value": value} for name, value in properties],
    }
    return put("fieldConfig", "overrides", value=[rule])


MISTAKES = {
    "a base that is a text": (
        put(*STEPS, 0, "value", value="null"),
        'the base of thresholds is "null", not null',
    ),
    "steps that are a text": (put(*STEPS, value=""), 'thresholds have "" for steps'),
    "no steps at all": (put(*STEPS, value=[]), "thresholds have [] for steps"),
    "a step that is nowhere": (
        put(*STEPS, 1, "value", value=None),
        "thresholds lie at [null], not at numbers",
    ),
    "steps that fall": (
        put(*STEPS, value=[{"color": "green", "value": at} for at in (None, 80, 50)]),
        "thresholds do not rise: [80,50]",
    ),
    "a mode of thresholds": (
        put(*DEFAULTS, "thresholds", "mode", value="relative"),
        "thresholds have no mode relative",
    ),
    "a colour": (put(*STEPS, 1, "color", value="redd"), "no colour is called redd"),
    "a colour mode": (
        put(*DEFAULTS, "color", value={"mode": "treshold"}),
        "no colour mode is called treshold",
    ),
    "a unit": (put(*DEFAULTS, "unit", value="reqs"), "no unit is called reqs"),
    "a transformation": (
        put("transformations", value=[{"id": "organise", "options": {}}]),
        "no transformation is called organise",
    ),
    "a matcher": (override("byRef", "A"), "no matcher is called byRef"),
    "a property": (override("byName", "load", ("units", "s")), "a field has no property units"),
    "a nested property": (
        override("byName", "load", ("custom.lineStyle.fill", "dash")),
        "a field has no property custom.lineStyle.fill",
    ),
    "a calculation": (
        put("options", "reduceOptions", "calcs", value=["lastNonNull"]),
        "no calculation is called lastNonNull",
    ),
    "a mapping": (
        put(*DEFAULTS, "mappings", value=[{"type": "values", "options": {}}]),
        "no mapping is of type values",
    ),
    "mappings of no shape": (put(*DEFAULTS, "mappings", value={}), "mappings are {}, not a list"),
}


def test_a_panel_that_is_right_has_no_fault() -> None:
    (report,) = shown(job(panel()))
    assert report["faults"] == []
    assert [(each["text"], each["color"]) for each in report["displays"]] == [("90%", "#F2495C")]
    colours = [each["color"] for each in report["frames"][0]["fields"][1]["probes"]]
    assert colours == ["#73BF69", "#F2495C", "#F2495C"]


@pytest.mark.parametrize(("edit", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_said(edit: Callable[[Panel], None], message: str) -> None:
    one = panel()
    edit(one)
    (report,) = shown(job(one))
    assert [fault for fault in report["faults"] if message in fault], report["faults"]


def test_a_base_that_is_a_text_leaves_every_value_in_its_colour() -> None:
    one = panel()
    put(*STEPS, 0, "value", value="null")(one)
    put(*STEPS, 1, "value", value="null")(one)
    (report,) = shown(job(one))
    assert {each["color"] for each in report["displays"]} == {"#73BF69"}


def test_an_override_of_nothing_is_seen() -> None:
    one = panel()
    override("byName", "laod", ("unit", "s"))(one)
    (report,) = shown(job(one))
    assert report["faults"] == []
    assert report["overrides"][0]["fields"] == []


def test_a_transformation_that_is_unknown_stops_the_panel() -> None:
    (report,) = shown(job(panel(transformations=[{"id": "organise", "options": {}}])))
    assert report["error"] == "organise: @grafana/data knows no such transformation"


def test_a_query_that_prometheus_refuses_is_said(live: Seeded) -> None:
    one = panel(targets=[{"refId": "A", "expr": "sum(up", "legendFormat": ""}])
    (report,) = shown(job(one, answers={}, prometheus=live.url))
    assert report["error"].startswith("Prometheus refuses sum(up: ")


def test_a_variable_that_is_not_there_is_refused(live: Seeded) -> None:
    one = panel(targets=[{"refId": "A", "expr": "rate(up[$__rat_interval])"}])
    (report,) = shown(job(one, answers={}, prometheus=live.url))
    assert report["error"].startswith("Prometheus refuses rate(up[$__rat_interval])")


def test_chromium_shows_a_panel_that_breaks_and_the_one_beside_it() -> None:
    broken = panel("table", id=8, title="Broken")
    put(*STEPS, value="")(broken)
    whole = job(panel())
    whole["dashboard"]["panels"].append({**broken, "gridPos": {"x": 12, "y": 0, "w": 12, "h": 8}})
    whole["answers"]["8"] = copy.deepcopy(whole["answers"][str(ID)])
    page = drawn(whole)
    good, bad = page["panels"]
    assert "90" in good["text"]
    assert "steps" in (bad.get("error") or "".join(bad["broken"]))


def test_chromium_shows_an_empty_panel_as_empty() -> None:
    nothing = {"resultType": "matrix", "result": []}
    one = panel("timeseries")
    page = drawn(job(one, answers={str(ID): {"A": nothing}}))
    (seen,) = page["panels"]
    assert seen["canvases"] == []
    assert "No data" in seen["text"]
