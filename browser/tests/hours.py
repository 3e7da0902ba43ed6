"""Made-up hours of Task Center: what its services exported, and which alerts fired.

Every number follows from the time before the end alone, so that pictures of it do not change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

END = 1767614400
"""The end of the hours, 2026-01-05 12:00 UTC."""
SPAN = 7 * 3600
STEP = 30
WEEK = 7 * 86400
MINUTE = 60

Labels = Mapping[str, str]
Shape = Callable[[int], float]
"""A value, or a rate a second, at a number of seconds before the end."""

API = [{"job": "task-center-api", "instance": f"10.0.1.{n}:8080"} for n in (11, 12)]
WORKERS = [{"job": "task-center-worker", "instance": f"10.0.2.{n}:8081"} for n in (21, 22)]
BUSINESSES = {"1001": "order", "1002": "marketing", "1003": "report", "1004": "risk"}
DATABASE = {"db_name": "task_center"}


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that fired; `since` and `until` are minutes before the end."""

    name: str
    severity: str
    component: str
    labels: Labels
    since: int
    until: int = 0

    def fires(self, ago: int) -> bool:
        """Whether it fires that many seconds before the end."""
        return self.until * MINUTE <= ago <= self.since * MINUTE


def wave(mean: float, swing: float, hours: float, shift: float = 0.0) -> Shape:
    """Up and down around a mean, with a little restlessness on it."""

    def at(ago: int) -> float:
        turn = math.sin(2 * math.pi * ago / (hours * 3600) + shift)
        restless = _noise(ago / 600 + 100 * shift) + 0.5 * _noise(ago / 60 + 300 * shift)
        return mean + swing * (turn + 0.3 * restless)

    return at


def bump(shape: Shape, factor: float) -> Shape:
    """The shape, up to `factor` times as much between 110 and 50 minutes before the end."""

    def at(ago: int) -> float:
        rise = min(max((6600 - ago) / 420, 0.0), 1.0) * min(max((ago - 3000) / 900, 0.0), 1.0)
        return shape(ago) * (1 + (factor - 1) * rise)

    return at


def _noise(at: float) -> float:
    """Between -1 and 1, smooth from one whole number to the next, and always the same."""
    whole = math.floor(at)
    ease = (1 - math.cos(math.pi * (at - whole))) / 2
    return _scattered(whole) * (1 - ease) + _scattered(whole + 1) * ease


def _scattered(number: int) -> float:
    return 2 * (math.sin(number * 12.9898) * 43758.5453 % 1) - 1


ALERTS: Sequence[Alert] = (
    Alert("TaskCenterHTTPErrorRateHigh", "critical", "http", API[0], 32),
    Alert("TaskCenterHTTPErrorRateHigh", "warning", "http", API[0], 47),
    Alert("TaskCenterCallbackLatencyHigh", "warning", "callback", WORKERS[1], 118),
    Alert("TaskCenterQPSDrop", "info", "http", {"job": "task-center-api"}, 21),
    Alert("RedisMemoryHigh", "warning", "redis", {"job": "redis", "instance": "10.0.3.31:9121"}, 8),
    *(
        Alert("TaskCenterTaskBacklogHigh", "warning", "task", WORKERS[0], since, since - 41)
        for since in range(700, 9800, 1430)
    ),
    *(
        Alert("TaskCenterCPUHigh", severity, "system", API[1], since, since - 25)
        for since, severity in ((3100, "warning"), (3090, "critical"), (6400, "warning"))
    ),
    *(
        Alert("MySQLConnectionsHigh", "critical", "database", {"job": "mysql"}, since, since - 64)
        for since in (5200, 8800)
    ),
)


def text() -> str:
    """All of it as OpenMetrics: hours of every series, and a week of alerts."""
    lines = (*_gauges(), *_counters(), *_histograms(), *_alerts(), "# EOF")
    return "".join(f"{line}\n" for line in lines)


def _gauges() -> Iterator[str]:
    yield from _family("up", [(each, lambda _: 1.0) for each in (*API, *WORKERS)])
    for name, mean in (("process_resident_memory_bytes", 6.2e8), ("go_goroutines", 420.0)):
        yield from _family(
            name,
            [
                (each, wave(mean * (1 + at / 5), mean / 9, 3 + at, at))
                for at, each in enumerate((*API, *WORKERS))
            ],
        )
    yield from _family(
        "instance:process_cpu_utilisation:percent_rate5m",
        [
            (each, bump(wave(34 + 6 * at, 9, 4, at), 1.7))
            for at, each in enumerate((*API, *WORKERS))
        ],
    )
    yield from _businesses()
    yield from _family(
        "job:task_center_http_requests:baseline_rate30m",
        [({"job": API[0]["job"]}, wave(150, 40, 9))],
    )
    yield from _pool()
    yield from _queues()


def _businesses() -> Iterator[str]:
    active = [
        ({**API[0], "business_id": number, "business_code": code}, wave(40 + 55 * at, 12, 5, at))
        for at, (number, code) in enumerate(BUSINESSES.items())
    ]
    yield from _family("task_center_business_active_tasks", active)
    yield from _family("service:task_center_business_active_tasks:sum", [({}, _sum(active))])
    by_business = [{"business_id": number} for number in BUSINESSES]
    yield from _family(
        "biz:task_center_tasks_failed:ratio_rate30m",
        [(each, bump(wave(0.002, 0.0008, 3, at), 2 + at)) for at, each in enumerate(by_business)],
    )
    yield from _family(
        "biz:task_center_health_score:percent",
        [(each, wave(98 - 9 * at, 1, 3)) for at, each in enumerate(by_business)],
    )


def _pool() -> Iterator[str]:
    labels = {**API[0], **DATABASE}
    in_use = wave(22, 9, 4)
    yield from _family("go_sql_in_use_connections", [(labels, in_use)])
    yield from _family("go_sql_idle_connections", [(labels, lambda ago: 40 - in_use(ago))])
    yield from _family("go_sql_max_open_connections", [(labels, lambda _: 50.0)])


def _queues() -> Iterator[str]:
    states = (("pending", 130), ("active", 24), ("retry", 11), ("archived", 3))
    yield from _family(
        "asynq_tasks_enqueued_total",
        [
            ({"job": "asynq", "queue": "default", "state": state}, wave(mean, mean / 4, 2))
            for state, mean in states
        ],
    )


def _alerts() -> Iterator[str]:
    watchdog = Alert("Watchdog", "none", "monitoring", {}, WEEK // MINUTE)
    for name in ("ALERTS", "ALERTS_FOR_STATE"):
        yield f"# TYPE {name} gauge"
        for alert in (watchdog, *ALERTS):
            labels = {
                "alertname": alert.name,
                "severity": alert.severity,
                "component": alert.component,
                "team": "task-center",
                "service": "task-center",
                **({"alertstate": "firing"} if name == "ALERTS" else {}),
                **alert.labels,
            }
            value = 1 if name == "ALERTS" else END - alert.since * MINUTE
            yield from _samples(name, labels, ((ago, value) for ago in _firing(alert)))
    yield from _history("alertname:alerts_firing:count1m", _firing)
    yield from _history("alertname:alerts_started:count1m", lambda alert: [alert.since * MINUTE])


def _history(name: str, times: Callable[[Alert], Sequence[int]]) -> Iterator[str]:
    """A recorded count of alerts, minute by minute, for each alert and severity."""
    yield f"# TYPE {name} gauge"
    for key in dict.fromkeys((each.name, each.severity, each.component) for each in ALERTS):
        of_key = [each for each in ALERTS if (each.name, each.severity, each.component) == key]
        moments = sorted({ago for each in of_key for ago in times(each)}, reverse=True)
        labels = dict(zip(("alertname", "severity", "component"), key, strict=True))
        yield from _samples(name, labels, ((ago, 1) for ago in moments))


def _firing(alert: Alert) -> Sequence[int]:
    return range(alert.since * MINUTE, alert.until * MINUTE - 1, -MINUTE)


def _counters() -> Iterator[str]:
    codes = (("200", 62.0, 1.0), ("201", 9.0, 1.0), ("404", 1.1, 1.0), ("500", 0.25, 9.0))
    yield from _family(
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
    yield from _family("task_center_tasks_created_total", [(API[0], wave(31, 7, 6))], counter=True)
    yield from _by_business("task_center_tasks_completed_total", 7.0)
    yield from _by_business("task_center_callbacks_total", 6.0)
    yield from _family(
        "task_center_business_requests_total",
        [
            ({**API[0], "business_id": number, "business_code": code}, wave(12 + 9 * at, 3, 5))
            for at, (number, code) in enumerate(BUSINESSES.items())
        ],
        counter=True,
    )
    yield from _family(
        "go_sql_wait_count_total",
        [({**API[0], **DATABASE}, bump(wave(0.3, 0.1, 4), 5))],
        counter=True,
    )


def _by_business(name: str, rate: float) -> Iterator[str]:
    outcomes = (("success", 1.0, 1.0), ("failed", 0.004, 6.0), ("timeout", 0.001, 4.0))
    yield from _family(
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
    yield from _histogram("task_center_http_request_duration_seconds", API, http, 0.09)
    workers = [{**WORKERS[at % 2], "business_id": number} for at, number in enumerate(BUSINESSES)]
    yield from _histogram("task_center_task_execution_duration_seconds", workers, tasks, 4.0)
    yield from _histogram("task_center_callback_duration_seconds", workers, callbacks, 0.4)


def _histogram(
    name: str, series: Sequence[Labels], limits: Sequence[float], median: float
) -> Iterator[str]:
    """Durations around a median that doubles during the bump, in cumulative buckets."""
    yield f"# TYPE {name} histogram"
    middle = bump(wave(median, median / 6, 3), 2.2)
    for labels in series:
        for limit in (*limits, math.inf):
            le = "+Inf" if math.isinf(limit) else str(limit)
            rate = _below(limit, middle)
            yield from _samples(f"{name}_bucket", {**labels, "le": le}, _counted(rate))


def _below(limit: float, median: Shape) -> Shape:
    """How many log-normal durations, of eight in a second, are no longer than the limit."""

    def at(ago: int) -> float:
        if math.isinf(limit):
            return 8.0
        return 4 * (1 + math.erf(math.log(limit / median(ago)) / (0.75 * math.sqrt(2))))

    return at


def _sum(series: Sequence[tuple[Labels, Shape]]) -> Shape:
    return lambda ago: sum(shape(ago) for _, shape in series)


def _family(
    name: str, series: Sequence[tuple[Labels, Shape]], *, counter: bool = False
) -> Iterator[str]:
    yield f"# TYPE {name.removesuffix('_total') if counter else name} " + (
        "counter" if counter else "gauge"
    )
    for labels, shape in series:
        plain = ((ago, shape(ago)) for ago in range(SPAN, -1, -STEP))
        yield from _samples(name, labels, _counted(shape) if counter else plain)


def _counted(rate: Shape) -> Iterator[tuple[int, float]]:
    total = 0.0
    for ago in range(SPAN, -1, -STEP):
        total += rate(ago) * STEP
        yield ago, total


def _samples(name: str, labels: Labels, samples: Iterator[tuple[int, float]]) -> Iterator[str]:
    inner = ",".join(f'{label}="{value}"' for label, value in labels.items())
    for ago, value in samples:
        yield f"{name}{{{inner}}} {value:.10g} {END - ago}"
