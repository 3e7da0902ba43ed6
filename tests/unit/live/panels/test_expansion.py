"""Macros and variables become what Grafana makes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from taskcenter_monitor.live.panels.expansion import (
    Timing,
    chosen,
    expanded,
    named,
    rounded,
    timing,
)
from tests.unit.live.panels.boards import dashboard, panel

PANEL, BOARD = panel(), dashboard()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (["api"], "api"),
        (["api", "worker"], "(api|worker)"),
        (["api:6060", "10.0.0.1:80"], r"(api:6060|10\\.0\\.0\\.1:80)"),
        (["a|b"], r"a\\|b"),
        (["/x/{id}?"], r"/x/\\{id\\}\\?"),
        (["a\\b"], "a" + "\\" * 4 + "b"),
        (['say "x"'], r"say \\\"x\\\""),
        (["it's"], r"it\\'s"),
        (["业务", "a-b"], "(业务|a-b)"),
    ],
)
def test_chosen_values_are_escaped_for_the_regex_and_for_promql(
    values: list[str], text: str
) -> None:
    assert chosen(values) == text


def test_both_ways_of_naming_a_variable_are_filled_in() -> None:
    values = {"job": "(a|b)", "jobs": "other", "__range": "3600s"}
    text = 'x{job=~"$job", j=~"${job}s", k=~"$jobs", y=~"$what"}[$__range]'
    wanted = 'x{job=~"(a|b)", j=~"(a|b)s", k=~"other", y=~"$what"}[3600s]'
    assert expanded(text, values) == wanted
    assert named(text) == {"job", "jobs", "what", "__range"}


def test_a_value_is_not_filled_in_again() -> None:
    assert expanded("$a $b", {"a": "$b", "b": "1"}) == "$b 1"


@pytest.mark.parametrize(
    ("interval", "scrape", "window"),
    [(20, 15, "60s"), (30, 15, "60s"), (60, 15, "75s"), (600, 15, "615s"), (15, 60, "240s")],
)
def test_a_rate_reaches_over_four_scrapes_or_a_step_and_one(
    interval: float, scrape: float, window: str
) -> None:
    clock = Timing(range=3600, interval=interval, scrape=scrape)
    assert clock.macros()["__rate_interval"] == window


def test_the_range_is_written_in_all_units() -> None:
    macros = Timing(range=21600, interval=30, scrape=15).macros()
    assert macros["__range"] == "21600s"
    assert (macros["__range_s"], macros["__range_ms"]) == ("21600", "21600000")
    assert (macros["__interval"], macros["__interval_ms"]) == ("30s", "30000")


@pytest.mark.parametrize(
    ("seconds", "to"),
    [(0.4, 1), (27, 30), (45, 30), (46, 60), (775, 900), (3 * 86400, 86400), (2_000_000, 2592000)],
)
def test_intervals_are_round(seconds: float, to: float) -> None:
    assert rounded(seconds) == to


def test_a_wide_panel_has_more_points_and_a_step_is_the_least() -> None:
    wide = replace(PANEL, position=replace(PANEL.position, width=24))
    assert timing(BOARD, PANEL, 15).interval == 30
    assert timing(BOARD, wide, 15).interval == 15
    assert timing(replace(BOARD, range="1h"), wide, 15).interval == 15
    assert timing(replace(BOARD, range="7d"), replace(PANEL, step="1h"), 15).interval == 3600
