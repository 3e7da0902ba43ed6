from __future__ import annotations

from collections.abc import Callable

import promql_parser
import pytest

from taskcenter_monitor.signals.base import Events, Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.signals.latency import Latency
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.vocabulary.units import BYTES, MILLISECONDS, RATIO, Unit

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
HTTP = "task_center_http_request_duration_seconds"
SLOW = {"metric": "x_seconds", "within": "200ms", "window": "5m"}


def test_slow_http_requests(lower: Lower) -> None:
    lowered = lower("latency", metric=HTTP, within="200ms", window="5m", by=["job"])
    expr = """\
1 - clamp_max(
  (
      sum by (job) (rate(task_center_http_request_duration_seconds_bucket{le="0.2"}[5m]))
    or
      0 * sum by (job) (rate(task_center_http_request_duration_seconds_count[5m]))
  )
  /
  (sum by (job) (rate(task_center_http_request_duration_seconds_count[5m])) > 0),
  1
)"""
    name = "job:task_center_http_request_duration_seconds:over_200ms_ratio_rate5m"
    assert lowered == Lowered((Recording(name, expr),), name)


def test_a_whole_bound_is_found_however_it_is_spelt(lower: Lower) -> None:
    lowered = lower("latency", **{**SLOW, "within": "5s"}, by=[], record=False)
    assert 'sum(rate(x_seconds_bucket{le=~"5|5[.]0"}[5m]))' in lowered.operand


def test_without_by_series_are_divided_one_by_one(lower: Lower) -> None:
    metric = 'x_seconds{job="a"}'
    lowered = lower("latency", **{**SLOW, "metric": metric}, min_rate="6/m", record=False)
    expr = """\
1 - clamp_max(
  (
      sum without (le) (rate(x_seconds_bucket{job="a", le="0.2"}[5m]))
    or
      0 * rate(x_seconds_count{job="a"}[5m])
  )
  /
  (rate(x_seconds_count{job="a"}[5m]) > 0.1),
  1
)"""
    assert lowered == Lowered((), expr)


def test_its_own_count_is_the_traffic_that_guards_it(lower: Lower) -> None:
    lowered = lower("latency", **SLOW, by=["job"], min_rate="0.1/s")
    traffic = Recording("job:x_seconds_count:rate5m", "sum by (job) (rate(x_seconds_count[5m]))")
    assert lowered.recordings[0] == traffic
    assert lowered.operand == lowered.recordings[1].name == "job:x_seconds:over_200ms_ratio_rate5m"
    assert lowered.guard == "job:x_seconds_count:rate5m > 0.1"
    assert "_count[5m])) > 0)" in lowered.recordings[1].expr


@pytest.mark.parametrize(
    ("unit", "within", "matcher"),
    [
        (MILLISECONDS, "1.5s", 'le=~"1500|1500[.]0"'),
        (MILLISECONDS, "0.5ms", 'le="0.5"'),
        (BYTES, "1MiB", 'le=~"1048576|1048576[.]0|1[.]048576e[+]06"'),
    ],
)
def test_the_bound_is_that_of_the_histogram(
    signal: Signal, unit: Unit, within: str, matcher: str
) -> None:
    settled = signal("latency", **{**SLOW, "within": within}).settled(lambda _: unit)
    assert isinstance(settled, Latency)
    assert str(settled.bucket) == f"x_seconds_bucket{{{matcher}}}"


def test_a_window_of_a_panel_keeps_the_unit(signal: Signal) -> None:
    settled = signal("latency", **SLOW).settled(lambda _: MILLISECONDS)
    wider = settled.changed(window="1h")
    assert isinstance(wider, Latency)
    assert wider.bound == 200


def test_what_an_objective_counts(signal: Signal, templates: Templates) -> None:
    events = signal("latency", **SLOW, by=["job"]).events(templates.promql, "1h", ["a", "b"])
    total = "sum by (a, b) (rate(x_seconds_count[1h]))"
    bad = f"""\
clamp_min(
    {total}
  -
    (sum by (a, b) (rate(x_seconds_bucket{{le="0.2"}}[1h])) or 0 * {total}),
  0
)"""
    assert events == Events(bad=bad, total=total, source="x_seconds_count")
    promql_parser.parse(bad)


def test_what_a_latency_reads(signal: Signal, around: Surroundings) -> None:
    latency = signal("latency", **SLOW)
    assert [(use.path, use.function) for use in latency.uses()] == [(("metric",), "quantile")]
    assert latency.unit(around) is RATIO
