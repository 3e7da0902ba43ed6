from __future__ import annotations

import re
from typing import Any

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters.grafana.fields import defaults, overrides, thresholds
from taskcenter_monitor.emitters.grafana.units import grafana_unit
from taskcenter_monitor.ir.dashboards import Level, Link, Panel, Position, Query
from taskcenter_monitor.vocabulary.units import UNITS

HERE = Origin("specs/dashboards/overview.yaml")


def query(ref: str = "A", **keys: Any) -> Query:
    known = {"expr": "up", "title": "", "labels": (), "unit": UNITS["count"], "origin": HERE}
    return Query(ref=ref, **{**known, **keys})


def panel(*queries: Query, **keys: Any) -> Panel:
    place = Position(x=0, y=0, width=24, height=8)
    known = {"kind": "timeseries", "drawn": "lines", "links": (), "title": "T", "name": "t"}
    shared = {"id": 1, "description": "D", "position": place, "origin": HERE}
    return Panel(queries=queries, **{**known, **shared, **keys})


def level(severity: str, operator: str, value: float) -> Level:
    return Level(severity=severity, operator=operator, value=value)


@pytest.mark.parametrize(
    ("levels", "steps"),
    [
        ((), [("green", None)]),
        (
            (level("warning", ">", 80), level("critical", ">", 95)),
            [("green", None), ("orange", 80), ("red", 95)],
        ),
        (
            (level("critical", "<", 60), level("warning", "<", 80)),
            [("red", None), ("orange", 60), ("green", 80)],
        ),
        ((level("critical", "<", 1),), [("red", None), ("green", 1)]),
        ((level("info", ">", 3),), [("green", None), ("blue", 3)]),
    ],
)
def test_steps_begin_at_minus_infinity_and_rise(
    levels: tuple[Level, ...], steps: list[tuple[str, float | None]]
) -> None:
    made = thresholds(levels)["steps"]
    assert [(one["color"], one["value"]) for one in made] == steps


@pytest.mark.parametrize(
    ("unit", "noun", "expected"),
    [
        ("ratio", "", "percentunit"),
        ("percent", "", "percent"),
        ("seconds", "", "s"),
        ("milliseconds", "", "ms"),
        ("bytes", "", "bytes"),
        ("bool", "", "none"),
        ("tasks", "", "short"),
        ("per_second", "requests", "reqps"),
        ("per_second", "tasks", "ops"),
        ("per_second", "bytes", "Bps"),
    ],
)
def test_units_are_grafanas(unit: str, noun: str, expected: str) -> None:
    assert grafana_unit(query(unit=UNITS[unit], noun=noun)) == expected


def test_every_unit_that_a_signal_can_have_is_known() -> None:
    assert all(grafana_unit(query(unit=unit)) for unit in UNITS.values())


def test_a_second_unit_has_its_axis_on_the_right_and_a_third_has_none() -> None:
    queries = (
        query("A", unit=UNITS["bytes"]),
        query("B", unit=UNITS["percent"]),
        query("C", unit=UNITS["count"]),
        query("D", unit=UNITS["bytes"]),
    )
    found = {one["matcher"]["options"]: one["properties"] for one in overrides(panel(*queries))}
    axis = "custom.axisPlacement"
    assert found == {
        "B": [{"id": "unit", "value": "percent"}, {"id": axis, "value": "right"}],
        "C": [{"id": "unit", "value": "short"}, {"id": axis, "value": "hidden"}],
    }


def test_a_query_with_levels_of_its_own_draws_them_itself() -> None:
    levels = (level("warning", ">", 2),)
    (found,) = overrides(panel(query("A"), query("B", levels=levels)))
    assert found["matcher"] == {"id": "byFrameRefID", "options": "B"}
    by_id = {one["id"]: one["value"] for one in found["properties"]}
    assert by_id["thresholds"]["steps"][1]["value"] == 2
    assert by_id["custom.thresholdsStyle"] == {"mode": "dashed"}


def test_levels_on_an_axis_that_nobody_sees_are_not_drawn() -> None:
    third = query("C", unit=UNITS["tasks"], levels=(level("warning", ">", 2),))
    units = query("A", unit=UNITS["bytes"]), query("B", unit=UNITS["percent"]), third
    *_, found = overrides(panel(*units))
    by_id = {one["id"]: one["value"] for one in found["properties"]}
    assert by_id["custom.axisPlacement"] == "hidden"
    assert by_id["custom.thresholdsStyle"] == {"mode": "off"}


def test_a_query_without_levels_does_not_take_those_of_the_first() -> None:
    (found,) = overrides(panel(query("A", levels=(level("warning", ">", 2),)), query("B")))
    by_id = {one["id"]: one["value"] for one in found["properties"]}
    assert [step["value"] for step in by_id["thresholds"]["steps"]] == [None]


def test_a_dashed_line_is_not_stacked_upon_the_others() -> None:
    (found,) = overrides(panel(query("A"), query("B", style="dashed"), drawn="stacked"))
    by_id = {one["id"]: one["value"] for one in found["properties"]}
    assert by_id["custom.stacking"]["mode"] == "none"
    assert by_id["custom.lineStyle"]["fill"] == "dash"


@pytest.mark.parametrize(
    ("labels", "name", "colour"),
    [
        (("severity",), "critical", "red"),
        (("severity",), "info", "blue"),
        (("status",), "success", "green"),
        (("method", "http_code"), "GET 503", "red"),
        (("method", "http_code"), "GET 404", "orange"),
        (("method", "http_code"), "GET 201", "green"),
        (("queue",), "critical", None),
        (("status",), "unsuccessful", None),
    ],
)
def test_values_that_everybody_knows_have_their_colours(
    labels: tuple[str, ...], name: str, colour: str | None
) -> None:
    found = [
        one["properties"][0]["value"]["fixedColor"]
        for one in overrides(panel(query(labels=labels)))
        if re.search(one["matcher"]["options"].strip("/"), name)
    ]
    assert found == ([colour] if colour else [])


def test_what_is_up_says_so_in_words() -> None:
    made = defaults(panel(query(unit=UNITS["bool"]), kind="stat"))
    words = {key: one["text"] for key, one in made["mappings"][0]["options"].items()}
    assert words == {"0": "DOWN", "1": "UP"}
    assert made["mappings"][1]["options"]["result"]["text"] == "MISSING"


def test_a_share_ends_at_all_of_it() -> None:
    made = defaults(panel(query(unit=UNITS["percent"]), kind="gauge"))
    assert (made["min"], made["max"]) == (0, 100)
    assert "max" not in defaults(panel(query(unit=UNITS["seconds"]), kind="bargauge"))


def test_a_success_rate_is_looked_at_from_near() -> None:
    rate = query(unit=UNITS["ratio"], is_complement=True)
    made = defaults(panel(rate))
    assert made["max"] == 1
    assert "min" not in made
    assert defaults(panel(query(unit=UNITS["ratio"])))["min"] == 0


def test_the_runbooks_are_one_click_away() -> None:
    link = Link(title="Runbook", url="https://runbooks.example.com/A.md")
    made = defaults(panel(query(), links=(link,)))
    assert [one["url"] for one in made["links"]] == ["https://runbooks.example.com/A.md"]


def test_a_panel_without_queries_has_no_look() -> None:
    assert defaults(panel(kind="alertlist")) == {}


def test_digits_are_those_that_a_panel_asks_for() -> None:
    assert defaults(panel(query(), decimals=0))["decimals"] == 0
    assert "decimals" not in defaults(panel(query()))
