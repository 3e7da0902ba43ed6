"""Made-up hours of Task Center: what its services exported, and what rules recorded of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from browser.tests.alarms import alerts
from browser.tests.exposition import Labels, family, histogram
from browser.tests.places import API, BUSINESSES, DATABASE, WORKERS
from browser.tests.shapes import Shape, bump, wave, whole


def text() -> str:
    """All of it as OpenMetrics: hours of every series, and a week of alerts."""
    lines = (*_gauges(), *_counters(), *_histograms(), *alerts(), "# EOF")
    return "".join(f"{line}\n" for line in lines)


def _gauges() -> Iterator[str]:
    yield from family("up", [(each, lambda _: 1.0) for each in (*API, *WORKERS)])
    for name, mean in (("process_resident_memory_bytes", 6.2e8), ("go_goroutines", 420.0)):
        yield from family(
            name,
            [
                (each, whole(wave(mean * (1 + at / 5), mean / 9, 3 + at, at)))
                for at, each in enumerate((*API, *WORKERS))
            ],
        )
    yield from family(
        "instance:process_cpu_utilisation:percent_rate5m",
        [
            (each, bump(wave(34 + 6 * at, 9, 4, at), 1.7))
            for at, each in enumerate((*API, *WORKERS))
        ],
    )
    yield from _businesses()
    yield from family(
        "job:task_center_http_requests:baseline_rate30m",
        [({"job": API[0]["job"]}, wave(150, 40, 9))],
    )
    yield from _pool()
    yield from _queues()


def _businesses() -> Iterator[str]:
    active = [
        (
            {**API[0], "business_id": number, "business_code": code},
            whole(wave(40 + 55 * at, 12, 5, at)),
        )
        for at, (number, code) in enumerate(BUSINESSES.items())
    ]
    yield from family("task_center_business_active_tasks", active)
    yield from family("service:task_center_business_active_tasks:sum", [({}, _sum(active))])
    by_business = [{"business_id": number} for number in BUSINESSES]
    yield from family(
        "biz:task_center_tasks_failed:ratio_rate30m",
        [(each, bump(wave(0.002, 0.0008, 3, at), 2 + at)) for at, each in enumerate(by_business)],
    )
    yield from family(
        "biz:task_center_health_score:percent",
        [(each, wave(98 - 9 * at, 1, 3)) for at, each in enumerate(by_business)],
    )


def _pool() -> Iterator[str]:
    labels = {**API[0], **DATABASE}
    in_use = whole(wave(22, 9, 4))
    yield from family("go_sql_in_use_connections", [(labels, in_use)])
    yield from family("go_sql_idle_connections", [(labels, lambda ago: 40 - in_use(ago))])
    yield from family("go_sql_max_open_connections", [(labels, lambda _: 50.0)])


def _queues() -> Iterator[str]:
    states = (("pending", 130), ("active", 24), ("retry", 11), ("archived", 3))
    yield from family(
        "asynq_tasks_enqueued_total",
        [
            ({"job": "asynq", "queue": "default", "state": state}, whole(wave(mean, mean / 4, 2)))
            for state, mean in states
        ],
    )


def _counters() -> Iterator[str]:
    codes = (("200", 62.0, 1.0), ("201", 9.0, 1.0), ("404", 1.1, 1.0), ("500", 0.25, 9.0))
    yield from family(
        "task_center_http_requests_total",
        [
            (
                {**each, "method": method, "endpoint": "/api/v1/tasks", "http_code": code},
                bump(wave(rate * share, rate * share / 4, 8, at), factor),
            )
            for at, each in enumerate(API)
            for method, share in (("GET", 0.8), ("POST", 0.4))
            for code, rate, factor in codes
        ],
        counter=True,
    )
    yield from family("task_center_tasks_created_total", [(API[0], wave(31, 7, 6))], counter=True)
    yield from _by_business("task_center_tasks_completed_total", 7.0)
    yield from _by_business("task_center_callbacks_total", 6.0)
    yield from family(
        "task_center_business_requests_total",
        [
            ({**API[0], "business_id": number, "business_code": code}, wave(12 + 9 * at, 3, 5))
            for at, (number, code) in enumerate(BUSINESSES.items())
        ],
        counter=True,
    )
    yield from family(
        "go_sql_wait_count_total",
        [({**API[0], **DATABASE}, bump(wave(0.3, 0.1, 4), 5))],
        counter=True,
    )


def _by_business(name: str, rate: float) -> Iterator[str]:
    outcomes = (("success", 1.0, 1.0), ("failed", 0.004, 6.0), ("timeout", 0.001, 4.0))
    yield from family(
        name,
        [
            (
                {**WORKERS[at % 2], "business_id": number, "status": status},
                bump(wave(rate * share * (1 + at / 3), rate * share / 5, 6, at), factor),
            )
            for at, number in enumerate(BUSINESSES)
            for status, share, factor in outcomes
        ],
        counter=True,
    )


def _histograms() -> Iterator[str]:
    http = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10)
    tasks = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800)
    callbacks = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 45, 60)
    yield from histogram("task_center_http_request_duration_seconds", API, http, _slow(0.09))
    workers = [{**WORKERS[at % 2], "business_id": number} for at, number in enumerate(BUSINESSES)]
    yield from histogram("task_center_task_execution_duration_seconds", workers, tasks, _slow(4.0))
    yield from histogram("task_center_callback_duration_seconds", workers, callbacks, _slow(0.4))


def _slow(median: float) -> Shape:
    return bump(wave(median, median / 6, 3), 2.2)


def _sum(series: Sequence[tuple[Labels, Shape]]) -> Shape:
    return lambda ago: sum(shape(ago) for _, shape in series)
