from __future__ import annotations

from collections.abc import Callable

from taskcenter_monitor.signals.base import Lowered, Recording, SignalModel, Surroundings, Use
from taskcenter_monitor.vocabulary.selectors import parse_selector
from taskcenter_monitor.vocabulary.units import PER_SECOND

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]


def test_the_rate_of_http_requests(lower: Lower) -> None:
    lowered = lower("rate", metric="task_center_http_requests_total", window="5m", by=["job"])
    name = "job:task_center_http_requests:rate5m"
    expr = "sum by (job) (rate(task_center_http_requests_total[5m]))"
    assert lowered == Lowered((Recording(name, expr),), name)


def test_without_by_every_series_stays(lower: Lower) -> None:
    lowered = lower("rate", metric='x_total{job="a"}', window="15m")
    assert lowered.recordings == (Recording("instance:x:rate15m", 'rate(x_total{job="a"}[15m])'),)


def test_an_empty_by_makes_one_of_all(lower: Lower) -> None:
    lowered = lower("rate", metric="x_total", window="5m", by=[])
    assert lowered.recordings == (Recording("service:x:rate5m", "sum(rate(x_total[5m]))"),)


def test_a_rate_that_is_not_recorded_stands_where_it_is_read(lower: Lower) -> None:
    assert lower("rate", metric="x_total", window="5m", record=False) == Lowered(
        (), "rate(x_total[5m])"
    )


def test_a_rate_reads_a_counter_per_second(signal: Signal, around: Surroundings) -> None:
    rate = signal("rate", metric="x_seconds_total", window="5m")
    assert rate.uses() == (Use(("metric",), parse_selector("x_seconds_total"), "counted"),)
    assert rate.unit(around) is PER_SECOND
    assert rate.windows() == (("window", "5m"),)
    assert rate.carried(around) == ("job", "instance", "own")
    assert signal("rate", metric="x", window="5m", by=["job"]).carried(around) == ("job",)
