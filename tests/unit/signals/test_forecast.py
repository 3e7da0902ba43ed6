from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import SECONDS

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
USED: dict[str, Any] = {"metric": "used", "capacity": "most", "window": "6h"}


def test_the_time_until_a_capacity_is_used_up(lower: Lower) -> None:
    lowered = lower("forecast", **USED)
    (recording,) = lowered.recordings
    assert recording.name == lowered.operand == "instance:used:forecast6h"
    assert recording.expr.split("\n") == [
        "0 * (last_over_time(used[5m]) >= (last_over_time(most[5m]) > 0))",
        "or",
        "((last_over_time(most[5m]) > 0) - last_over_time(used[5m])) / deriv(used[6h:3m]) < 648000",
        "and",
        (
            "predict_linear(used[6h:3m], 0) - avg_over_time(used[6h:3m])"
            " > 1.549 * stddev_over_time(used[6h:3m])"
        ),
        "and",
        "count_over_time(used[6h:3m]) > 80",
    ]
    assert lowered.guard == ""


def test_what_falls_leads_down_to_its_limit(lower: Lower) -> None:
    (recording,) = lower("forecast", metric="free", falls_to="2GB", window="1h").recordings
    lines = recording.expr.split("\n")
    assert lines[0] == "0 * (last_over_time(free[5m]) <= 2000000000)"
    assert lines[2] == "(2000000000 - last_over_time(free[5m])) / deriv(free[1h:30s]) < 108000"
    assert lines[4] == (
        "avg_over_time(free[1h:30s]) - predict_linear(free[1h:30s], 0)"
        " > 1.549 * stddev_over_time(free[1h:30s])"
    )


def test_the_soonest_of_a_group_counts(lower: Lower) -> None:
    lowered = lower(
        "forecast", metric="waiting", rises_to=1000, window="1h", by=["queue"], max_left="80%"
    )
    (recording,) = lowered.recordings
    assert recording.name == "queue:waiting:forecast1h"
    lines = recording.expr.split("\n")
    assert lines[0] == "min by (queue) ("
    assert lines[1].strip() == "0 * (last_over_time(waiting[5m]) >= 1000)"
    assert lines[-1] == ")"
    assert lowered.guard == "min by (queue) (1 - last_over_time(waiting[5m]) / 1000) < 0.8"


def test_what_is_left_guards_what_is_recorded_and_is_no_part_of_its_meaning(signal: Signal) -> None:
    def told(kind: str, block: str, variables: Mapping[str, Any]) -> str:
        return f"{kind} {block} {sorted(variables.items())}"

    one, other = (
        signal("forecast", metric="free", falls_to=0, whole="all", window="6h", max_left=share)
        for share in ("20%", "40%")
    )
    lowered = one.lower(told, {}), other.lower(told, {})
    assert lowered[0].recordings == lowered[1].recordings
    assert lowered[0].guard != lowered[1].guard


def test_what_is_not_recorded_is_one_operand(lower: Lower) -> None:
    lowered = lower("forecast", **USED, record=False)
    assert lowered.recordings == ()
    assert lowered.operand.startswith("(\n    0 * (")
    assert lowered.operand.endswith("\n)")


def test_an_alert_minds_only_what_is_nearly_used_up(lower: Lower) -> None:
    used = lower("forecast", **USED, max_left="20%")
    assert used.guard == "1 - last_over_time(used[5m]) / last_over_time(most[5m]) < 0.2"
    share: dict[str, Any] = {"metric": "free", "window": "6h", "max_left": "20%", "whole": "size"}
    empty = lower("forecast", **share, falls_to="0B")
    assert empty.guard == "last_over_time(free[5m]) / last_over_time(size[5m]) < 0.2"
    kept = lower("forecast", **share, falls_to="5B")
    assert kept.guard == "(last_over_time(free[5m]) - 5) / last_over_time(size[5m]) < 0.2"


def test_a_history_of_its_own(lower: Lower) -> None:
    (recording,) = lower("forecast", **USED, min_history="5h30m").recordings
    assert recording.expr.endswith("count_over_time(used[6h:3m]) > 110")


def test_it_reads_gauges_and_yields_seconds(signal: Signal, around: Surroundings) -> None:
    forecast = signal("forecast", **USED)
    assert [(use.path, use.function) for use in forecast.uses()] == [
        (("metric",), "sloped"),
        (("capacity",), "gauged"),
    ]
    assert forecast.unit(around) is SECONDS
    assert forecast.windows() == (("window", "6h"),)
    assert forecast.carried(around) == ("job", "instance", "own")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "exactly one of `capacity`, `rises_to` and `falls_to` is the limit"),
        (
            {"capacity": "most", "rises_to": 5},
            "exactly one of `capacity`, `rises_to` and `falls_to` is the limit",
        ),
        (
            {"rises_to": 5, "falls_to": 5},
            "exactly one of `capacity`, `rises_to` and `falls_to` is the limit",
        ),
        (
            {"falls_to": 0, "max_left": "20%"},
            "`whole` is what `max_left` is a share of, for a metric that falls",
        ),
        (
            {"capacity": "most", "max_left": "20%", "whole": "size"},
            "`whole` is what `max_left` is a share of, for a metric that falls",
        ),
    ],
)
def test_it_has_one_limit(faults: Faults, keys: dict[str, Any], message: str) -> None:
    found = faults("forecast", metric="used", window="6h", **keys)
    assert found == [f" signal/incomplete {message}"]
