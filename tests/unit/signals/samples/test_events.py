"""Series of events, by the counters and gauges that see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.signals.samples import EVENTS, events
from taskcenter_monitor.signals.samples.counting import at_least
from taskcenter_monitor.signals.samples.events import Stretch
from taskcenter_monitor.signals.samples.labels import NoExampleError
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.vocabulary.units import SECONDS

Signal = Callable[..., SignalModel]
STEP = 60.0
CLEAN = Stretch(until=120.0, share=0.0, speed=100.0)
BAD = Stretch(until=240.0, share=0.25, speed=100.0)


def stage() -> Stage:
    around = Surroundings(
        labels_of=lambda metric: ("job", "code") if "done" in metric else ("job",),
        unit_of=lambda _: SECONDS,
        buckets_of=lambda _: (0.5, 1.0, 5.0),
        jobs_of=lambda _: ("api", "worker"),
    )
    return Stage(around, Clock(STEP, STEP), Lowered((), ""))


def series(signal: SignalModel, stretches: Sequence[Stretch], by: Sequence[str] = ()) -> set[str]:
    made = events(signal, stage(), by)
    return {f"{one.series} {one.values}" for one in made.series(stretches, STEP, made.groups()[0])}


def test_what_never_happened_has_no_series_until_it_does(signal: Signal) -> None:
    ratio = signal("ratio", bad='done{code="5"}', total="done", window="5m")
    assert series(ratio, (CLEAN,)) == {'done{job="api", code="code-1"} 0+6000x2'}
    assert series(ratio, (CLEAN, BAD)) == {
        'done{job="api", code="5"} _x2 0+1500x2',
        'done{job="api", code="code-1"} 0+6000x2 16500+4500x1',
    }


def test_good_events_are_those_that_are_not_bad(signal: Signal) -> None:
    ratio = signal("ratio", good="done_well", total="done", window="5m")
    assert series(ratio, (BAD,)) == {
        'done{job="api", code="code-1"} 0+6000x4',
        'done_well{job="api", code="code-1"} 0+4500x4',
    }
    worst = Stretch(until=120.0, share=1.0, speed=100.0)
    assert series(ratio, (worst,)) == {'done{job="api", code="code-1"} 0+6000x2'}


def test_a_latency_fills_its_bucket_and_its_neighbours(signal: Signal) -> None:
    latency = signal("latency", metric="took", within="1s", window="5m")
    assert series(latency, (BAD,)) == {
        'took_bucket{job="api", le="0.5"} 0+2250x4',
        'took_bucket{job="api", le="1"} 0+4500x4',
        'took_bucket{job="api", le="5"} 0+5250x4',
        'took_bucket{job="api", le="+Inf"} 0+6000x4',
        'took_count{job="api"} 0+6000x4',
    }


def test_a_gauge_is_on_one_side_for_each_stretch(signal: Signal) -> None:
    up = signal("availability", metric='up{job="api"}', window="5m")
    assert series(up, (CLEAN, BAD)) == {'up{job="api"} 1+0x1 0+0x1'}


def test_a_group_has_a_neighbour_that_the_matchers_allow(signal: Signal) -> None:
    total = 'done{job=~"api|worker"}'
    ratio = signal("ratio", bad='done{job=~"api|worker", code="5"}', total=total, window="5m")
    first, second = events(ratio, stage(), ["job"]).groups()
    assert (first, second) == ({"job": "api"}, {"job": "worker"})
    alone = signal("ratio", bad='done{job="api", code="5"}', total='done{job="api"}', window="5m")
    assert events(alone, stage(), ["job"]).groups() == ({"job": "api"},)


def test_strangers_miss_the_selectors(signal: Signal) -> None:
    ratio = signal("ratio", bad='done{job="api", code="5"}', total='done{job="api"}', window="5m")
    made = [one.series for one in events(ratio, stage(), []).strangers(1.0, 60.0, STEP)]
    assert made
    assert all('job="worker"' in one for one in made)


def test_a_kind_that_counts_nothing_has_no_events(signal: Signal) -> None:
    with pytest.raises(NoExampleError, match="no events of kind value"):
        events(signal("value", metric="done"), stage(), [])
    assert set(EVENTS) == {"ratio", "latency", "availability"}


@pytest.mark.parametrize(
    ("growth", "least"), [(0.0, 1 / 64), (0.02, 2 / 64), (0.5, 0.5), (1000.2, 1001.0)]
)
def test_growth_is_one_whose_sums_are_exact(growth: float, least: float) -> None:
    assert at_least(growth) == least
