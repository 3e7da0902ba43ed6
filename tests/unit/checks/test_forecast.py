"""What the checks of forecasts say, in cases that no file of tests/cases/checks has."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.diagnostics import ordered
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import Case, Edit, edited

SIGNAL = "signals.redis_memory_time_left"


def said(values: dict[str, Any], *remove: str, check: str) -> list[str]:
    """The messages and hints of one check about the forecast with other values."""
    changed = {f"{SIGNAL}.{key}": value for key, value in values.items()}
    gone = tuple(f"{SIGNAL}.{key}" for key in remove)
    edit = Edit(file="signals.yaml", set=changed, remove=gone)
    loaded = load(edited(Case(check="", edits=(edit,))), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    found = ordered(loaded.sources.locate(one) for one in checks.run(loaded.project))
    return [f"{one.message}; {one.help}" for one in found if one.check == check]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ("3h", []),
        ("2h59m", ["2h59m is less than half of a window of 6h; take 3h to 5h55m"]),
        ("5h56m", ["a window of 6h does not reach back 5h56m; take 3h to 5h55m"]),
        ("8h", ["a window of 6h does not reach back 8h; take 3h to 5h55m"]),
    ],
)
def test_a_history_is_a_good_part_of_its_window(history: str, expected: list[str]) -> None:
    assert said({"min_history": history}, check="forecast/history") == expected


def test_a_history_holds_enough_scrapes() -> None:
    slow = Edit(file="scrape.yaml", set={"jobs.redis.interval": "2m30s"})
    short = Edit(file="signals.yaml", set={f"{SIGNAL}.window": "1h"})
    loaded = load(edited(Case(check="", edits=(slow, short))), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    found = [one for one in checks.run(loaded.project) if one.check == "forecast/history"]
    assert [(one.message, one.help) for one in found] == [
        ("40m hold less than 20 scrapes, which come every 2m30s", "take 50m to 55m")
    ]


@pytest.mark.parametrize("share", ["0%", "100%", "120%", 5, "2GiB"])
def test_a_share_is_a_part_of_all(share: str | int) -> None:
    expected = f"max_left {share} is no part of what there is; write it like 20%"
    assert said({"max_left": share}, check="forecast/limit") == [expected]


def test_nothing_rises_to_0() -> None:
    found = said({"rises_to": 0}, "capacity", check="forecast/limit")
    assert len(found) == 1
    assert found[0].startswith("whatever is not negative has risen to 0 already")


def test_a_fixed_limit_has_the_unit_of_the_metric() -> None:
    assert said({"rises_to": "2GiB"}, "capacity", check="unit/forecast") == []
    (found,) = said({"rises_to": 1000}, "capacity", check="unit/forecast")
    assert found.startswith(
        "rises_to 1000 is a plain number, but redis_memory_used_bytes is a size"
    )


def test_a_capacity_meets_its_metric_by_all_labels() -> None:
    other = {"metric": "node_filesystem_avail_bytes", "by": ["job"]}
    (found,) = said(other, check="signal/join")
    assert found.endswith("nothing matches; both must have the same labels")
    apart = {
        "metric": 'redis_memory_used_bytes{instance="a:1"}',
        "capacity": 'redis_memory_max_bytes{instance="b:1"}',
    }
    (found,) = said(apart, check="operands/never-meet")
    assert found.endswith("let both have the same instance")


def test_a_counter_has_no_pace() -> None:
    (found,) = said({"metric": "redis_evicted_keys_total"}, check="function/slope-of-counter")
    assert found.startswith("redis_evicted_keys_total is a counter")
