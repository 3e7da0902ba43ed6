"""A client of Alertmanager's API, version 2."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.client import Client

_ALERTS = "/api/v2/alerts"
_PAUSE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedAlert:
    """An alert as Prometheus sends it.

    Times are seconds since 1970. Without a start it starts when it arrives; without an end it ends
    after the `resolve_timeout` of the configuration.
    """

    labels: Pairs
    annotations: Pairs = ()
    starts_at: float | None = None
    ends_at: float | None = None
    generator_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAlert:
    """An alert as Alertmanager shows it.

    `receivers` are in the order of the routing tree; `state` is `active`, `suppressed` or
    `unprocessed`; `inhibited_by` has the fingerprints of alerts, `silenced_by` ids of silences;
    `muted_by` names time intervals and stays empty before Alertmanager 0.28.
    """

    labels: Pairs
    annotations: Pairs
    fingerprint: str
    receivers: tuple[str, ...]
    state: str
    inhibited_by: tuple[str, ...]
    silenced_by: tuple[str, ...]
    muted_by: tuple[str, ...]


class Alertmanager:
    """The Alertmanager at `url`. Every method raises EnvironmentFault when it does not answer."""

    def __init__(self, url: str, timeout: float = 10.0) -> None:
        self._client = Client(url, timeout)

    def __enter__(self) -> Alertmanager:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def version(self) -> str:
        """Such as `0.25.0`."""
        return str(self._client.get("/api/v2/status")["versionInfo"]["version"])

    def post(self, alerts: Sequence[PostedAlert]) -> None:
        """Sends all alerts in one request."""
        self._client.post(_ALERTS, [_json(alert) for alert in alerts])

    def alerts(self) -> tuple[SeenAlert, ...]:
        """Every alert that it holds and that has not ended, muted ones too, sorted by labels."""
        seen = map(_alert, self._client.get(_ALERTS))
        return tuple(sorted(seen, key=lambda alert: alert.labels))

    def settled(self, count: int, within: float = 10.0) -> tuple[SeenAlert, ...]:
        """The same, once there are `count` and two answers in a row agree.

        Alerts are muted a moment after they have arrived. Raises EnvironmentFault when they do not
        settle within so many seconds.
        """
        until = time.monotonic() + within
        before: tuple[SeenAlert, ...] | None = None
        while True:
            now = self.alerts()
            if len(now) >= count and now == before:
                return now
            if time.monotonic() > until:
                raise EnvironmentFault(
                    f"{self._client.url} shows {len(now)} of {count} alerts after {within:g} s"
                )
            before = now
            time.sleep(_PAUSE)


def _json(alert: PostedAlert) -> dict[str, object]:
    made: dict[str, object] = {
        "labels": dict(alert.labels),
        "annotations": dict(alert.annotations),
    }
    if alert.starts_at is not None:
        made["startsAt"] = _moment(alert.starts_at)
    if alert.ends_at is not None:
        made["endsAt"] = _moment(alert.ends_at)
    if alert.generator_url:
        made["generatorURL"] = alert.generator_url
    return made


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _alert(seen: Mapping[str, Any]) -> SeenAlert:
    status = seen["status"]
    return SeenAlert(
        labels=tuple(sorted(seen["labels"].items())),
        annotations=tuple(sorted(seen["annotations"].items())),
        fingerprint=seen["fingerprint"],
        receivers=tuple(receiver["name"] for receiver in seen["receivers"]),
        state=status["state"],
        inhibited_by=tuple(status["inhibitedBy"]),
        silenced_by=tuple(status["silencedBy"]),
        muted_by=tuple(status.get("mutedBy") or ()),
    )
