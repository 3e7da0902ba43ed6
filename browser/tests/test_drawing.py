"""What Chromium draws of the dashboards with Grafana's own components."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from browser.tests.boards import DRAWN, Json, colour, panels, thresholds_of
from browser.tests.lines import Channels, channels_of, colours_to_see, painted

Reports = Mapping[int, dict[str, Any]]

_LEAST_PAINTED = 0.01
"""The part of a canvas that even one flat line with its axes covers."""
_LEAST_OF_A_LINE = 20
"""Pixels of the colour of a series; a dashed line has hundreds, and mixed edges have a few."""


def test_the_page_logs_and_asks_for_nothing_wrong(page: Json) -> None:
    assert page["faults"] == []


def test_no_panel_breaks(page: Json) -> None:
    assert [each for each in page["panels"] if each["broken"] or "error" in each] == []


def test_titles_stand_over_their_panels(board: Json, page: Json) -> None:
    for panel in panels(board):
        assert panel["title"] in _seen(page, panel)["text"]


def test_lines_are_painted_in_the_colours_of_their_series(
    board: Json, page: Json, reports: Reports
) -> None:
    for panel in panels(board, "timeseries"):
        (canvas,) = _seen(page, panel)["canvases"]
        area = canvas["width"] * canvas["height"]
        assert canvas["painted"] > _LEAST_PAINTED * area, panel["title"]
        wanted = colours_to_see(reports[panel["id"]])
        assert wanted, panel["title"]
        for each, names in wanted.items():
            assert painted(canvas["colours"], each) >= _LEAST_OF_A_LINE, (panel["title"], names)


def test_legends_name_every_series(board: Json, page: Json, reports: Reports) -> None:
    for panel in panels(board, "timeseries"):
        if panel["options"]["legend"]["showLegend"]:
            lines = _seen(page, panel)["text"].splitlines()
            for field in _numbers(reports[panel["id"]]):
                assert field["displayName"] in lines, panel["title"]


def test_single_values_are_written_in_full(board: Json, page: Json, reports: Reports) -> None:
    for panel in panels(board, "stat", "bargauge"):
        joined = re.sub(r"\s", "", _seen(page, panel)["text"])
        for display in reports[panel["id"]]["displays"]:
            assert re.sub(r"\s", "", display["text"]) in joined, panel["title"]


def test_a_stat_has_the_colour_of_its_threshold(board: Json, page: Json, reports: Reports) -> None:
    for panel in panels(board, "stat"):
        seen = _seen(page, panel)["texts"]
        for display in reports[panel["id"]]["displays"]:
            texts = [each for each in seen if each["text"] == display["bare"]]
            assert texts, (panel["title"], display)
            assert any(_wears(panel, each, display["color"]) for each in texts), panel["title"]


def test_a_bar_gauge_writes_values_in_their_colour(
    board: Json, page: Json, reports: Reports
) -> None:
    for panel in panels(board, "bargauge"):
        seen = {(each["text"], channels_of(each["color"])) for each in _seen(page, panel)["texts"]}
        for display in reports[panel["id"]]["displays"]:
            assert (display["bare"], channels_of(display["color"])) in seen, panel["title"]


def test_a_table_has_its_headers_and_every_cell(board: Json, page: Json, reports: Reports) -> None:
    for panel in panels(board, "table"):
        cells = _seen(page, panel)["cells"]
        (frame,) = reports[panel["id"]]["frames"]
        columns = [each for each in frame["fields"] if not _is_hidden(each)]
        headers = [each["text"] for each in cells if each["header"]]
        assert headers == [each["displayName"] for each in columns], panel["title"]
        written = sorted(each["text"] for each in cells if not each["header"])
        assert written == sorted(text.strip() for each in columns for text in each["texts"])


def test_every_kind_that_can_be_drawn_is_drawn(page: Json, board: Json) -> None:
    for panel in panels(board, *DRAWN):
        assert "drawn by Grafana only" not in _seen(page, panel)["text"]


def test_what_cannot_be_drawn_says_so(page: Json, board: Json) -> None:
    for panel in panels(board):
        if panel["type"] not in DRAWN:
            assert f"{panel['type']}: " in _seen(page, panel)["text"]


def test_a_picture_is_taken(page: Json, picture: Path) -> None:
    assert picture.read_bytes().startswith(b"\x89PNG")


def _seen(page: Json, panel: Json) -> Json:
    (found,) = [each for each in page["panels"] if each["id"] == panel["id"]]
    seen: Json = found
    return seen


def _numbers(report: Json) -> list[Json]:
    return [
        field
        for frame in report["frames"]
        for field in frame["fields"]
        if field["type"] == "number"
    ]


def _is_hidden(field: Json) -> bool:
    custom = field["config"].get("custom", {})
    return bool(custom.get("hidden") or custom.get("hideFrom", {}).get("viz"))


def _wears(panel: Json, text: Json, wanted: str) -> bool:
    """Whether a text has the colour, in itself or under it, as the panel asks."""
    mode = panel["options"]["colorMode"]
    if mode == "value":
        return channels_of(text["color"]) == channels_of(wanted)
    if mode == "background_solid":
        return channels_of(text["background"]) == channels_of(wanted)
    # A gradient runs between shades of the colour: none of the panel's others is nearer to it.
    stops = [channels_of(stop) for stop in re.findall(r"rgba?\([^)]*\)", text["background"])]
    middle = tuple(sum(each) // len(stops) for each in zip(*stops, strict=True))
    named = {colour(each["color"]) for one in thresholds_of(panel) for each in one["steps"]}
    return min({*named, wanted.upper()}, key=lambda each: _distance(channels_of(each), middle)) == (
        wanted.upper()
    )


def _distance(one: Channels, other: Channels) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
