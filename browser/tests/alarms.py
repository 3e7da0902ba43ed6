"""Which alerts fired in a made-up week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from browser.tests.exposition import END, Labels, samples
from browser.tests.places import API, WORKERS

WEEK = 7 * 86400
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that fired; `since` and `until` are minutes before the end."""

    name: str
    severity: str
    component: str
    labels: Labels
    since: int
    until: int = 0


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


def alerts() -> Iterator[str]:
    """What Prometheus keeps of them, and what rules have counted of it."""
    watchdog = Alert("Watchdog", "none", "monitoring", {}, WEEK // MINUTE)
    for name in ("ALERTS", "ALERTS_FOR_STATE"):
        yield f"# TYPE {name} gauge"
        for alert in (watchdog, *sorted(ALERTS, key=lambda each: -each.since)):
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
            yield from samples(name, labels, ((ago, value) for ago in _firing(alert)))
    yield from _history("alertname:alerts_firing:count1m", _firing)
    yield from _history("alertname:alerts_started:count1m", lambda alert: [alert.since * MINUTE])


def _history(name: str, times: Callable[[Alert], Sequence[int]]) -> Iterator[str]:
    """A recorded count of alerts, minute by minute, for each alert and severity."""
    yield f"# TYPE {name} gauge"
    for key in dict.fromkeys((each.name, each.severity, each.component) for each in ALERTS):
        of_key = [each for each in ALERTS if (each.name, each.severity, each.component) == key]
        moments = sorted({ago for each in of_key for ago in times(each)}, reverse=True)
        labels = dict(zip(("alertname", "severity", "component"), key, strict=True))
        yield from samples(name, labels, ((ago, 1) for ago in moments))


def _firing(alert: Alert) -> Sequence[int]:
    return range(alert.since * MINUTE, alert.until * MINUTE - 1, -MINUTE)
