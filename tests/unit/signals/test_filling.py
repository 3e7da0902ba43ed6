"""How long the window of each kind takes to show a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.filling import EVENT, FAULT, OBSERVATION, Crossing
from taskcenter_monitor.vocabulary.quantities import parse_quantity

Signal = Callable[..., SignalModel]

RATIO = {"kind": "ratio", "bad": "bad_total", "total": "all_total", "window": "5m"}
LATENCY = {"kind": "latency", "metric": "taken_seconds", "within": "1s", "window": "5m"}
TIME = {"kind": "availability", "metric": "up", "window": "5m"}
QUANTILE = {"kind": "quantile", "metric": "taken_seconds", "quantile": 0.95, "window": "5m"}
MEAN = {"kind": "mean", "sum": "s_total", "count": "c_total", "window": "5m"}
RATE = {"kind": "rate", "metric": "a_total", "window": "5m"}
INCREASE = {"kind": "increase", "metric": "a_total", "window": "5m"}
CHANGES = {"kind": "changes", "metric": "a", "window": "15m"}
USED = {"kind": "utilisation", "used": "u_total", "capacity": "c", "window": "5m"}
BASELINE = {
    "kind": "baseline",
    "metric": "a_total",
    "window": "10m",
    "baseline_window": "30m",
    "floor": "1/s",
}
FORECAST = {"kind": "forecast", "metric": "a", "rises_to": 5, "window": "6h"}
DROP = {**BASELINE, "direction": "drop"}
RISE = {**BASELINE, "direction": "rise"}
UNUSUAL = {"kind": "anomaly", "metric": "a_total", "window": "10m", "floor": "1/s"}
FEW, MANY = {**UNUSUAL, "direction": "drop"}, {**UNUSUAL, "direction": "rise"}


def over(function: str) -> dict[str, str]:
    return {"kind": "value", "metric": "a", "over": function, "window": "5m"}


@pytest.mark.parametrize(
    ("keys", "crossing", "slight", "full"),
    [
        # 20 % of five minutes must be bad where all is bad, all five where 21 % are.
        (RATIO, "> 20%", 300, 60),
        (RATIO, "< 20%", 300, 240),
        (LATENCY, "> 20%", 300, 60),
        (LATENCY, "< 20%", 300, 240),
        (TIME, "> 20%", 300, 75),
        (TIME, "> 98%", 300, 300),
        (TIME, "< 20%", 300, 255),
        (QUANTILE, "> 2s", 300, 15),
        (QUANTILE, "< 2s", 300, 285),
        (MEAN, "> 1s", 300, 0),
        (MEAN, "< 1s", 300, 300),
        (RATE, "> 5/s", 300, 0),
        (RATE, "< 5/s", 300, 300),
        (INCREASE, "> 0", 0, 0),
        (INCREASE, "< 1", 300, 300),
        (CHANGES, "> 2", 0, 0),
        (CHANGES, "< 2", 900, 900),
        (USED, "> 80%", 300, 240),
        (USED, "< 80%", 300, 60),
        (USED, "> 120%", 300, 300),
        ({**USED, "window": None}, "> 80%", 0, 0),
        (DROP, "< 50%", 600, 300),
        (DROP, "> 50%", 600, 600),
        (RISE, "> 200%", 600, 0),
        (RISE, "< 200%", 600, 600),
        # A drop by 40 % is at the edge of the band.
        (FEW, "> 100%", 600, 240),
        (FEW, "> 300%", 600, 600),
        (MANY, "> 100%", 600, 0),
        ({**UNUSUAL, "direction": "both"}, "> 100%", 600, 0),
        (FEW, "< 100%", 600, 600),
        (FORECAST, "< 4h", 21600, 0),
        (FORECAST, "> 4h", 21600, 21600),
        ({"kind": "value", "metric": "a"}, "> 3", 0, 0),
        (over("max"), "> 3", 0, 0),
        (over("max"), "< 3", 300, 300),
        (over("min"), "> 3", 300, 300),
        (over("min"), "< 3", 0, 0),
        (over("last"), "< 3", 0, 0),
        (over("avg"), "> 3", 300, 0),
        ({"kind": "liveness", "mode": "instance_down"}, "", 0, 0),
    ],
    ids=lambda value: f"{value['kind']}" if isinstance(value, dict) else str(value),
)
def test_a_window_shows_a_large_fault_before_a_slight_one(
    signal: Signal, keys: dict[str, Any], crossing: str, slight: float, full: float
) -> None:
    operator, _, text = crossing.partition(" ")
    limit = parse_quantity(text) if text else None
    filling = signal(**keys).filling(Crossing(above=operator == ">", limit=limit))
    assert (filling.slight, filling.full) == (slight, full)
    assert bool(filling.largest) is (slight != full)


@pytest.mark.parametrize(
    ("keys", "since"),
    [
        (CHANGES, EVENT),
        (INCREASE, EVENT),
        (LATENCY, OBSERVATION),
        (QUANTILE, OBSERVATION),
        (MEAN, OBSERVATION),
        (TIME, FAULT),
    ],
)
def test_the_time_begins_with_what_can_be_seen(
    signal: Signal, keys: dict[str, Any], since: str
) -> None:
    assert signal(**keys).filling(Crossing(above=True, limit=parse_quantity("1"))).since == since
    assert signal(**RATIO).filling(Crossing(above=True, limit=None)).since == FAULT


def test_no_kind_has_been_forgotten() -> None:
    """A kind with a window either says more than the base model, or is put together of others."""
    silent = {name for name, kind in KINDS.items() if kind.filling is SignalModel.filling}
    assert silent == {"liveness", "score", "expression"}
