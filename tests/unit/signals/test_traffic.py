from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskcenter_monitor.signals.base import Lowered

Lower = Callable[..., Lowered]
REQUESTS: dict[str, Any] = {"bad": 'x_total{code="500"}', "window": "5m", "min_rate": "1/s"}


@pytest.mark.parametrize(
    ("by", "name"), [(["job"], "job:x:rate5m"), ([], "service:x:rate5m"), (["a"], "a:x:rate5m")]
)
def test_signals_of_a_whole_metric_share_its_traffic(
    lower: Lower, by: list[str], name: str
) -> None:
    ratio = lower("ratio", **REQUESTS, total="x_total", by=by, series="errors")
    share = {"quantile": 0.9, "window": "5m", "by": by, "min_rate": 1}
    quantile = lower("quantile", **share, metric="y", traffic="x_total")
    assert ratio.recordings[0] == quantile.recordings[0]
    assert ratio.recordings[0].name == name
    assert ratio.guard == f"{name} > 1"


@pytest.mark.parametrize(
    ("total", "by", "name"),
    [
        ('x_total{route="/a"}', ["job"], "job:errors:ratio_traffic5m"),
        ("x_total", ["job", "route"], "job:errors:ratio_traffic5m"),
        ("x_total", None, "instance:errors:ratio_traffic5m"),
    ],
)
def test_any_other_traffic_is_named_after_its_signal(
    lower: Lower, total: str, by: list[str] | None, name: str
) -> None:
    lowered = lower("ratio", **REQUESTS, total=total, by=by, series="errors")
    assert lowered.recordings[0].name == name
    assert lowered.guard == f"{name} > 1"
    assert lowered.operand == name.replace("traffic", "rate")


def test_a_ratio_and_a_quantile_of_one_series_keep_their_traffic_apart(lower: Lower) -> None:
    shared: dict[str, Any] = {"by": ["job"], "series": "checkout"}
    p95 = {"quantile": 0.95, "window": "5m", "min_rate": 1}
    ratio = lower("ratio", **REQUESTS, **shared, total='x_total{route="/checkout"}')
    quantile = lower("quantile", **p95, **shared, metric='y{route="/checkout"}')
    assert ratio.recordings[0].name == "job:checkout:ratio_traffic5m"
    assert quantile.recordings[0].name == "job:checkout:p95_traffic5m"
