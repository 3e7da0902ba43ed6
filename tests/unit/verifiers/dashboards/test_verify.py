from __future__ import annotations

import json
from typing import Any

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers.dashboards import FINDINGS, LINTS, verify
from taskcenter_monitor.verifiers.dashboards.shapes import steps
from tests.unit.verifiers.dashboards.artifacts import artifact, found
from tests.unit.verifiers.dashboards.sample import KNOWN, sample


def file(text: str, path: str = "grafana/dashboards/x.json") -> Artifact:
    return Artifact(path=path, text=text, origin=Origin("specs/dashboards/x.yaml"))


def test_what_is_no_dashboard_is_not_looked_at() -> None:
    assert list(verify([file("{", "prometheus/rules/x.json"), file("{", "x.json")], KNOWN)) == []


@pytest.mark.parametrize("text", ["{", "[]", "null", ""])
def test_what_is_no_object_is_told_once(text: str) -> None:
    (fault,) = verify([file(text)], KNOWN)
    assert (fault.check, fault.place) == ("dashboard/json", Origin("specs/dashboards/x.yaml"))
    assert fault.message == "this is no JSON object"


def test_an_empty_object_is_a_dashboard_with_all_faults_of_one() -> None:
    told = {fault.check for fault in verify([file("{}")], KNOWN)}
    assert {"dashboard/uid", "dashboard/title", "dashboard/value", "variable/datasource"} <= told


def test_a_fault_is_told_where_the_panel_was_written() -> None:
    board = sample()
    board["panels"][1]["title"] = ""
    (fault,) = found({"sample.json": board}, KNOWN)
    assert fault.place == Origin("sample.json", ("panel 2",))
    assert fault.help == "found in grafana/dashboards/sample.json"


def test_a_fault_of_a_part_that_nobody_wrote_is_told_at_the_whole() -> None:
    board = sample()
    board["panels"][1]["title"] = ""
    whole = artifact("sample.json", board)
    (fault,) = verify([file(whole.text)], KNOWN)
    assert fault.place == Origin("specs/dashboards/x.yaml")


@pytest.mark.parametrize(("key", "lint"), [("uid", "dashboard/uid"), ("title", "dashboard/title")])
def test_what_two_dashboards_share_is_told_at_both(key: str, lint: str) -> None:
    other = {**sample(), "uid": "other", "title": "Other"}
    other[key] = sample()[key]
    told = found({"a.json": sample(), "b.json": other}, KNOWN)
    assert [(fault.check, fault.place) for fault in told if fault.check == lint] == [
        (lint, Origin("a.json")),
        (lint, Origin("b.json")),
    ]


def test_ids_are_unique_and_every_reason_is_a_sentence() -> None:
    ids = [lint.id for lint in LINTS]
    assert len(set(ids)) == len(ids)
    assert [name for name, why in FINDINGS.items() if not why.endswith(".")] == []


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to everything in some JSON."""
    deeper = [deep for key, one in steps(value) for deep in places(one, (*path, key))]
    return [path, *deeper] if path else deeper


def alike(path: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same for all entries of a list."""
    return tuple("" if isinstance(step, int) else step for step in path)


@pytest.mark.slow
@pytest.mark.parametrize("value", [None, "", "x", 0, True, [], [None], {}, {"id": None}], ids=repr)
def test_no_value_at_any_place_stops_a_lint(value: Any) -> None:
    for path in {alike(path[-3:]): path for path in places(sample())}.values():
        board = sample()
        place: Any = board
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        list(verify([file(json.dumps(board))], KNOWN))
