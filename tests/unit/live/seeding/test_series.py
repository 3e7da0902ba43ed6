"""Every metric looks like what its exporter would have written over the last hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from taskcenter_monitor.ir.catalogue import ExportedMetric
from taskcenter_monitor.live.seeding.moments import Stretch
from taskcenter_monitor.live.seeding.openmetrics import escaped
from taskcenter_monitor.live.seeding.series import MOST, Export, down, targets, within
from tests.seeded import monitoring

NOW = 1_795_800_000
MOMENTS = tuple(range(NOW - 3600, NOW + 1, 30))


@cache
def export() -> Export:
    return Export(monitoring(), Stretch(name="now", moments=MOMENTS), NOW)


def metric(name: str) -> ExportedMetric:
    return next(one for one in monitoring().catalogue if one.name == name)


def read(text: str) -> tuple[str, list[tuple[float, int]]]:
    """What a series begins with, and its values with their times."""
    rows = [line.rsplit(" ", 2) for line in text.splitlines()]
    assert len({head for head, _, _ in rows}) == 1
    return rows[0][0], [(float(value), int(at)) for _, value, at in rows]


def series(name: str) -> Iterator[tuple[str, list[tuple[float, int]]]]:
    return map(read, export().of(metric(name)))


def test_every_metric_has_samples_at_all_moments_and_no_series_twice() -> None:
    seen: set[str] = set()
    for one in monitoring().catalogue:
        found = [read(text) for text in export().of(one)]
        assert bool(found) is (not one.name.startswith("ALERTS")), one.name
        for head, points in found:
            assert head not in seen
            seen.add(head)
            assert [at for _, at in points] == [*MOMENTS]
            assert all(value >= 0 for value, _ in points)


@pytest.mark.parametrize(
    "name",
    ["task_center_http_requests_total", "process_cpu_seconds_total", "go_sql_wait_count_total"],
)
def test_counters_rise(name: str) -> None:
    for head, points in series(name):
        values = [value for value, _ in points]
        assert all(low <= high for low, high in pairwise(values)), head
        assert values[-1] > values[0]


def test_pieces_are_whole_and_seconds_are_not() -> None:
    texts = "".join(export().of(metric("task_center_business_active_tasks")))
    assert "." not in "".join(line.rsplit(" ", 2)[1] for line in texts.splitlines())
    assert any(
        value % 1 for _, points in series("process_cpu_seconds_total") for value, _ in points
    )


def test_histograms_are_cumulative_and_end_in_their_count() -> None:
    name = "task_center_callback_duration_seconds"
    found = dict(series(name))
    business = [head for head in found if 'business_id="1001"' in head]
    buckets = [found[head] for head in business if "_bucket" in head]
    assert len(buckets) == len(metric(name).buckets) + 1
    for low, high in pairwise(buckets):
        assert all(a <= b for (a, _), (b, _) in zip(low, high, strict=True))
    (count,) = [found[head] for head in business if head.startswith(f"{name}_count")]
    assert buckets[-1] == count
    (total,) = [found[head] for head in business if head.startswith(f"{name}_sum")]
    assert total[-1] > total[0]
    # The last finite bucket holds nearly everything, the first hardly anything.
    assert buckets[-2][-1][0] > 0.95 * count[-1][0] > buckets[0][-1][0]


def test_a_summary_has_its_count_and_sum() -> None:
    names = {head.partition("{")[0] for head, _ in series("go_gc_duration_seconds")}
    assert names == {"go_gc_duration_seconds_count", "go_gc_duration_seconds_sum"}


def test_conditions_are_0_or_1_and_times_are_past() -> None:
    assert {value for _, points in series("redis_up") for value, _ in points} == {1}
    assert {value for _, points in series("asynq_queue_paused_total") for value, _ in points} == {0}
    for _, points in series("process_start_time_seconds"):
        assert len({value for value, _ in points}) == 1
        assert all(NOW - 10 * 86400 < value < at for value, at in points)


def test_memory_is_what_a_service_uses() -> None:
    for _, points in series("process_resident_memory_bytes"):
        assert all(0.8e9 < value < 1.6e9 for value, _ in points)


def test_one_target_of_many_is_down_and_exports_nothing_else() -> None:
    found = monitoring()
    gone = down(found)
    assert gone == found.prometheus.jobs[-1].name
    states = {head: points[-1][0] for head, points in series("up")}
    assert len(states) == len(targets(found))
    assert [head for head, state in states.items() if not state] == [
        head for head in states if f'job="{gone}"' in head
    ]
    assert not any(f'job="{gone}"' in head for head, _ in series("go_goroutines"))


def test_of_many_targets_of_a_job_some_are_there() -> None:
    found = monitoring()
    job = replace(found.prometheus.jobs[0], targets=tuple(f"api-{n}:80" for n in range(100)))
    config = replace(found.prometheus, jobs=(job,))
    assert len(targets(replace(found, prometheus=config))) == MOST


def test_series_carry_the_labels_of_their_target() -> None:
    (head,) = [head for head, _ in series("task_center_tasks_created_total")]
    labels = 'instance="task-center-api:6060",job="task-center-api",service="task-center"'
    assert head == f"task_center_tasks_created_total{{{labels}}}"


def test_the_same_moment_has_the_same_data() -> None:
    name = metric("task_center_http_requests_total")
    again = Export(monitoring(), Stretch(name="now", moments=MOMENTS), NOW)
    assert [*again.of(name)] == [*export().of(name)]


def test_a_stretch_may_be_about_some_metrics_only() -> None:
    part = Stretch(name="past", moments=MOMENTS, metrics=frozenset(["go_goroutines"]))
    some = Export(monitoring(), part, NOW)
    assert [*some.of(metric("go_goroutines"))]
    assert not [*some.of(metric("up"))]


def test_durations_have_the_middle_that_people_know_of_them() -> None:
    """The bound below which most requests lie is not the one that follows from the buckets."""
    name = "task_center_http_request_duration_seconds"
    grown = {head: points[-1][0] - points[0][0] for head, points in series(name)}
    shares = [
        grown[head.replace('le="+Inf"', 'le="0.2"')] / count
        for head, count in grown.items()
        if 'le="+Inf"' in head and count
    ]
    assert shares
    assert all(0.93 < share < 0.99 for share in shares), shares


def test_half_of_all_durations_are_up_to_the_middle_one() -> None:
    assert within(1.0) == 0.5
    assert within(0.1) < within(1.0, 0.5) < 0.5 < within(10)


def test_label_values_are_written_as_promtool_reads_them() -> None:
    assert escaped('a"b\\c\nd') == 'a\\"b\\\\c\\nd'
