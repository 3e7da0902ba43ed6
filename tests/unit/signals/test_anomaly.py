from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.vocabulary.units import RATIO

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
KEYS: dict[str, Any] = {
    "metric": "task_center_callbacks_total",
    "window": "15m",
    "floor": "0.5/s",
    "by": ["job"],
}
USUAL = "job:task_center_callbacks:usual_rate15m"
SPREAD = "job:task_center_callbacks:spread_rate15m"


def test_the_past_is_told_by_the_median_of_its_days(lower: Lower) -> None:
    keys = {**KEYS, "lags": ["1d", "1w", "2w"]}
    current, lagged, usual, spread, *_ = lower("anomaly", **keys, direction="drop").recordings
    assert current == Recording(
        "job:task_center_callbacks:rate15m",
        "sum by (job) (rate(task_center_callbacks_total[15m]))",
    )
    assert lagged == Recording(
        "job:task_center_callbacks:lagged_rate15m",
        """\
label_replace(sum by (job) (rate(task_center_callbacks_total[15m] offset 23h50m)), \
"lag", "1d", "", "")
or
label_replace(sum by (job) (rate(task_center_callbacks_total[15m] offset 6d23h50m)), \
"lag", "1w", "", "")
or
label_replace(sum by (job) (rate(task_center_callbacks_total[15m] offset 13d23h50m)), \
"lag", "2w", "", "")""",
    )
    assert usual == Recording(
        USUAL,
        """\
quantile by (job) (0.5, job:task_center_callbacks:lagged_rate15m)
and
(count by (job) (job:task_center_callbacks:lagged_rate15m) > 1)""",
    )
    assert spread == Recording(
        SPREAD,
        f"quantile by (job) (0.5, abs(job:task_center_callbacks:lagged_rate15m "
        f"- on (job) group_left () {USUAL}))",
    )


def test_a_drop_is_measured_down_to_the_lower_edge(lower: Lower) -> None:
    lowered = lower("anomaly", **KEYS, direction="drop", margin="30%", spreads=2.0, slack="5m")
    lower_edge, value = lowered.recordings[-2:]
    assert lower_edge == Recording(
        "job:task_center_callbacks:lower_rate15m",
        f"""\
{USUAL} - clamp_min(
    0.3 * {USUAL} > 2 * {SPREAD}
  or
    2 * {SPREAD} < 0.9 * {USUAL}
  or
    0.9 * {USUAL},
  0.5
)""",
    )
    assert value == Recording(
        "job:task_center_callbacks:anomaly_drop",
        f"""\
(
    avg_over_time({USUAL}[10m])
  -
    (job:task_center_callbacks:rate15m or 0 * {USUAL})
)
/
(
    avg_over_time({USUAL}[10m])
  -
    min_over_time(job:task_center_callbacks:lower_rate15m[10m])
)""",
    )
    assert (lowered.operand, lowered.guard) == (value.name, "")


def test_a_rise_is_measured_up_to_the_upper_edge(lower: Lower) -> None:
    lowered = lower("anomaly", **KEYS, direction="rise")
    upper_edge, value = lowered.recordings[-2:]
    assert upper_edge == Recording(
        "job:task_center_callbacks:upper_rate15m",
        f"""\
{USUAL} + clamp_min(
    0.4 * {USUAL} > 3 * {SPREAD}
  or
    3 * {SPREAD},
  0.5
)""",
    )
    assert value.name == "job:task_center_callbacks:anomaly_rise"
    assert value.expr.startswith("(job:task_center_callbacks:rate15m - avg_over_time(")


def test_both_takes_the_way_in_which_the_present_lies(lower: Lower) -> None:
    down, up, both = (lower("anomaly", **KEYS, direction=way) for way in ("drop", "rise", "both"))
    drop, rise = down.recordings[-1].expr, up.recordings[-1].expr
    assert both.recordings[-1].expr == f"{drop} >= 0\nor\n{rise}"
    assert both.operand == "job:task_center_callbacks:anomaly"
    names = {one.name for one in (*down.recordings[:-1], *up.recordings[:-1])}
    assert {one.name for one in both.recordings[:-1]} == names


def test_an_increase_has_a_floor_of_events(lower: Lower) -> None:
    keys = {**KEYS, "function": "increase", "floor": 20, "by": None, "series": "callbacks"}
    lowered = lower("anomaly", **keys, direction="rise")
    assert lowered.recordings[0] == Recording(
        "service:callbacks:increase15m", "sum(increase(task_center_callbacks_total[15m]))"
    )
    assert lowered.recordings[-2].expr.endswith(",\n  20\n)")
    assert "on () group_left ()" in lowered.recordings[3].expr


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"lags": ["1d", "1w"]}, "lags"),
        ({"lags": ["1d", "1w", "7d"]}, "a lag stands twice in `lags`, so its day counts twice"),
        ({"lags": ["6h", "1d", "1w"]}, "`lags` are whole days: noon is compared with noon"),
        ({"margin": "0%"}, "`margin` must lie between 0 and 90%"),
        ({"margin": "95%"}, "`margin` must lie between 0 and 90%"),
        ({"slack": "7h"}, "`slack` is at most 6h: morning is not evening"),
        ({"by": ["job", "lag"]}, "`by` cannot have lag: it tells the past days apart"),
    ],
)
def test_a_band_that_tells_nothing_is_a_fault(
    faults: Faults, keys: dict[str, Any], message: str
) -> None:
    (said,) = faults("anomaly", **{**KEYS, "direction": "drop", **keys})
    assert message in said


def test_what_an_anomaly_is(signal: Signal, around: Surroundings) -> None:
    anomaly = signal("anomaly", **KEYS, direction="drop")
    assert anomaly.unit(around) is RATIO
    assert anomaly.carried(around) == ("job",)
    assert anomaly.windows() == (("window", "15m"),)
    assert [lag for _, lag, _ in anomaly.pasts()] == ["1d", "1w", "2w", "3w", "4w"]
    assert {window for _, _, window in anomaly.pasts()} == {"15m"}
