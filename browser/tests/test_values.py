"""What panels show, without a browser: names, numbers, units and colours from @grafana/data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from browser.tests.boards import DRAWN, SINGLE, Json, colour_at, is_mapped, panels, probes_of
from browser.tests.units import UNITS, Shown, complaint

Reports = Mapping[int, dict[str, Any]]


def test_grafana_knows_all_that_a_panel_asks_for(reports: Reports) -> None:
    assert {each["title"]: each["faults"] for each in reports.values() if each["faults"]} == {}


def test_every_panel_can_be_computed(reports: Reports) -> None:
    assert {each["title"]: each["error"] for each in reports.values() if "error" in each} == {}


def test_every_query_is_answered_with_series(reports: Reports) -> None:
    silent = [
        f"{each['title']} {query['refId']}: {query['expr']}"
        for each in reports.values()
        for query in each["queries"]
        if not query["response"]["result"]
    ]
    assert silent == []


def test_every_override_matches_a_field(board: Json, reports: Reports) -> None:
    stray = [
        f"{panel['title']}: {each['matcher']}"
        for panel in panels(board)
        for each in reports[panel["id"]]["overrides"]
        if not each["fields"] and each["matcher"]["id"] != "byRegexp"
    ]
    assert stray == []


def test_colours_of_values_are_of_values_that_there_are(board: Json, reports: Reports) -> None:
    """Not all of them: today no alert of severity info fires, and tomorrow one may."""
    for panel in panels(board):
        found = [
            each["fields"]
            for each in reports[panel["id"]]["overrides"]
            if each["matcher"]["id"] == "byRegexp"
        ]
        assert any(found) or not found, panel["title"]


def test_numbers_are_those_that_prometheus_answered(board: Json, reports: Reports) -> None:
    plain = [panel for panel in panels(board, *DRAWN, "gauge") if "transformations" not in panel]
    assert plain
    for panel in plain:
        report = reports[panel["id"]]
        assert sorted(_shown_numbers(report)) == sorted(_answered(report)), panel["title"]


def test_single_values_are_the_last_of_each_series(board: Json, reports: Reports) -> None:
    for panel in panels(board, *SINGLE):
        if panel["options"]["reduceOptions"]["calcs"] == ["lastNotNull"]:
            report = reports[panel["id"]]
            expected = [points[-1] for points in _series(report)]
            assert [each["numeric"] for each in report["displays"]] == expected, panel["title"]


def test_texts_say_the_number_in_its_unit(board: Json, reports: Reports) -> None:
    wrong = [
        f"{panel['title']}: {found}"
        for panel in panels(board, *DRAWN, "gauge")
        for shown in _texts(reports[panel["id"]])
        if (found := complaint(shown))
    ]
    assert wrong == []


def test_every_unit_is_one_that_is_read_back(reports: Reports) -> None:
    units = {field["config"].get("unit", "none") for _, field in _fields(reports)}
    assert units - {*UNITS} == set()


def test_columns_of_text_stay_text(board: Json, reports: Reports) -> None:
    changed = {
        f"{panel['title']}: {field['displayName']}": (value, text)
        for panel in panels(board, "table")
        for frame in reports[panel["id"]]["frames"]
        for field in frame["fields"]
        if field["type"] == "string" and not field["config"].get("mappings")
        for value, text in zip(field["values"], field["texts"], strict=True)
        if value != text
    }
    assert changed == {}


def test_thresholds_give_their_colour_below_at_and_above(board: Json, reports: Reports) -> None:
    probed = 0
    for panel in panels(board):
        for frame in reports[panel["id"]]["frames"]:
            for field in frame["fields"]:
                _check_probes(panel["title"], field)
                probed += len(field["probes"])
    limited = [panel for panel in panels(board) if len(probes_of(panel)) > 4]
    assert probed > len(limited)


def test_transformations_name_columns_that_are_there(board: Json, reports: Reports) -> None:
    unknown = [
        f"{panel['title']}: {each['id']} of {name}"
        for panel in panels(board)
        for at, each in enumerate(panel.get("transformations", ()))
        for name in _columns_of(each)
        if name not in {column for frame in reports[panel["id"]]["stages"][at] for column in frame}
    ]
    assert unknown == []


def test_a_table_has_a_row_for_each_thing_that_it_lists(board: Json, reports: Reports) -> None:
    for panel in panels(board, "table"):
        report = reports[panel["id"]]
        (frame,) = report["frames"]
        listed = {
            frozenset({**each["metric"], "__name__": ""}.items())
            for query in report["queries"]
            for each in query["response"]["result"]
        }
        assert frame["length"] == len(listed), panel["title"]


def test_columns_of_a_table_are_named_for_people(board: Json, reports: Reports) -> None:
    for panel in panels(board, "table"):
        (frame,) = reports[panel["id"]]["frames"]
        names = [field["displayName"] for field in frame["fields"]]
        assert len({*names}) == len(names)
        assert not [name for name in names if re.match(r"(Time|Value)\b", name)], panel["title"]


def test_names_of_series_tell_them_apart(board: Json, reports: Reports) -> None:
    for panel in panels(board, "timeseries", *SINGLE, "piechart"):
        names = [
            field["displayName"]
            for frame in reports[panel["id"]]["frames"]
            for field in frame["fields"]
            if field["type"] == "number"
        ]
        assert all(name.strip() for name in names)
        assert len({*names}) == len(names), panel["title"]


def _check_probes(title: str, field: Json) -> None:
    config = field["config"]
    for probe in field["probes"]:
        if "thresholds" in config:
            expected = colour_at(config["thresholds"]["steps"], probe["value"])
            assert probe["step"] == expected, (title, field["displayName"], probe)
            if config["color"]["mode"] == "thresholds" and not is_mapped(
                config.get("mappings", ()), probe["value"]
            ):
                assert probe["color"].upper() == expected, (title, field["displayName"], probe)


def _columns_of(transformation: Json) -> Iterator[str]:
    options = transformation["options"]
    yield from options.get("renameByName", ())
    yield from options.get("indexByName", ())
    yield from [options["byField"]] if "byField" in options else []
    yield from [each["field"] for each in options.get("sort", ())]


def _fields(reports: Reports) -> Iterator[tuple[Json, Json]]:
    for report in reports.values():
        for frame in report["frames"]:
            for field in frame["fields"]:
                if field["type"] == "number":
                    yield report, field


def _texts(report: Json) -> Iterator[Shown]:
    for _, field in _fields({0: dict(report)}):
        config = field["config"]
        for value, text in zip(field["values"], field["texts"], strict=True):
            unit = config.get("unit", "none")
            if (
                value is not None
                and unit in UNITS
                and not is_mapped(config.get("mappings", ()), value)
            ):
                yield Shown(text, unit, value, config.get("decimals"))


def _shown_numbers(report: Json) -> list[float]:
    return [
        value
        for _, field in _fields({0: dict(report)})
        for value in field["values"]
        if value is not None
    ]


def _answered(report: Json) -> list[float]:
    return [value for points in _series(report) for value in points]


def _series(report: Json) -> Iterator[list[float]]:
    """The points of every series of a panel, without those that are no number."""
    for query in report["queries"]:
        for each in query["response"]["result"]:
            points = each["values"] if "values" in each else [each["value"]]
            yield [float(text) for _, text in points if float(text) - float(text) == 0]
