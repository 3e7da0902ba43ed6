"""Error budgets as JSON."""

from __future__ import annotations

import json

import pytest

from taskcenter_monitor.slos.document import render
from tests.unit.slos.conftest import Told


def test_shares_and_seconds_are_numbers(told_slos: Told) -> None:
    found = json.loads(render(told_slos(api={}), "dev"))
    assert (found["version"], found["environment"]) == (1, "dev")
    (slo,) = found["slos"]
    assert (slo["slo"], slo["objective"], slo["period"]) == ("api", 0.999, 2_592_000)
    assert slo["budget"] == {"share": 0.001, "seconds": 2592}
    assert slo["titles"] == {"zh": "API可用性", "en": "API availability"}
    assert slo["alerts"] == {
        "burning": "TaskCenterApiSloBudgetBurn",
        "missing": "TaskCenterApiSloNoData",
    }
    assert slo["place"] == {"file": "specs/slos.yaml", "line": 3, "column": 3}


def test_a_window_has_its_arithmetic(told_slos: Told) -> None:
    fast, creep = json.loads(render(told_slos(api={}), None))["slos"][0]["windows"]
    assert (fast["window"], fast["severity"]) == ("fast", "critical")
    assert (fast["long"], fast["short"], fast["for"]) == (3600, 300, 120)
    assert (fast["budget"], fast["burn_rate"], fast["limit"]) == (0.02, 14.4, 0.0144)
    assert fast["events"] == 139
    assert [one["bad"] for one in fast["fires"]] == [1, 0.1, 0.01]
    assert fast["fires"][0]["seconds"] == pytest.approx(296.4, abs=0.1)
    assert fast["fires"][2]["seconds"] is None, "1% burns ten times too fast, and 14.4 is the limit"
    assert fast["resets"] == pytest.approx(295.7, abs=0.1)
    assert creep["burn_rate"] == 1


def test_seconds_have_no_more_digits_than_they_mean(told_slos: Told) -> None:
    for window in json.loads(render(told_slos(api={}), None))["slos"][0]["windows"]:
        seconds = [window["resets"], *(one["seconds"] for one in window["fires"])]
        assert seconds == [one if one is None else round(one, 3) for one in seconds]


def test_only_the_named_ones_are_told_of_in_the_order_of_the_specs(told_slos: Told) -> None:
    found = json.loads(render(told_slos("c", "a", a={}, b={}, c={}), None))
    assert [one["slo"] for one in found["slos"]] == ["a", "c"]


def test_none_is_an_empty_list() -> None:
    assert json.loads(render((), None)) == {"version": 1, "environment": None, "slos": []}
