"""A client of Prometheus' API, version 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A value of a series; `at` is its time in seconds since 1970. A scalar has no labels."""

    labels: Pairs
    value: float
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series over time: `points` are seconds since 1970, each with a value as it is written."""

    labels: Pairs
    points: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """From `start` to `end`, seconds since 1970 and both included, every `step` seconds."""

    start: float
    end: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleState:
    """A loaded rule.

    `kind` is `alerting` or `recording`; `health` is `ok`, `err` or `unknown` (not evaluated yet);
    `evaluated` is the time of the last evaluation in seconds since 1970, negative before it.
    """

    group: str
    name: str
    kind: str
    labels: Pairs
    health: str
    last_error: str
    evaluated: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveAlert:
    """An alert that is `pending` or `firing`, active since `active_at` seconds since 1970."""

    labels: Pairs
    annotations: Pairs
    state: str
    active_at: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is scraped; `health` is `up`, `down` or `unknown` (not scraped yet)."""

    labels: Pairs
    url: str
    health: str
    last_error: str


class Prometheus:
    """The Prometheus at `url`. Every method raises EnvironmentFault when it does not answer."""

    def __init__(self, url: str, timeout: float = 10.0) -> None:
        self._client = Client(url, timeout)

    def __enter__(self) -> Prometheus:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def version(self) -> str:
        """Such as `2.42.0`."""
        return str(self._data("status/buildinfo")["version"])

    def query(self, promql: str, at: float | None = None) -> tuple[Sample, ...]:
        """An instant vector or a scalar, sorted by labels; now, or at seconds since 1970."""
        parameters = {"query": promql} | ({} if at is None else {"time": f"{at:.3f}"})
        data = self._client.post_form("/api/v1/query", parameters)["data"]
        if data["resultType"] == "scalar":
            return (_sample({"metric": {}, "value": data["result"]}),)
        return tuple(sorted(map(_sample, data["result"]), key=lambda sample: sample.labels))

    def query_range(self, promql: str, steps: Steps) -> tuple[Series, ...]:
        """What an expression yields over time, sorted by labels."""
        parameters = {"query": promql, "step": f"{steps.step:.3f}"} | _between(steps)
        data = self._client.post_form("/api/v1/query_range", parameters)["data"]
        return tuple(sorted(map(_series, data["result"]), key=lambda series: series.labels))

    def label_values(self, label: str, selector: str, steps: Steps) -> tuple[str, ...]:
        """The values that a label has on the series of a selector at that time, sorted."""
        parameters = {"match[]": selector} | _between(steps)
        return tuple(sorted(self._data(f"label/{label}/values", parameters)))

    def rules(self) -> tuple[RuleState, ...]:
        """Every loaded rule, in the order of the files."""
        return tuple(
            _rule(group["name"], rule)
            for group in self._data("rules")["groups"]
            for rule in group["rules"]
        )

    def alerts(self) -> tuple[ActiveAlert, ...]:
        """Every alert that is pending or firing, sorted by labels."""
        found = map(_active, self._data("alerts")["alerts"])
        return tuple(sorted(found, key=lambda alert: alert.labels))

    def targets(self) -> tuple[Target, ...]:
        """Every target that is scraped, sorted by labels."""
        found = map(_target, self._data("targets", {"state": "active"})["activeTargets"])
        return tuple(sorted(found, key=lambda target: target.labels))

    def _data(self, what: str, parameters: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
        return self._client.get(f"/api/v1/{what}", parameters or {})["data"]


def _sample(found: Mapping[str, Any]) -> Sample:
    at, value = found["value"]
    return Sample(labels=_pairs(found["metric"]), value=float(value), at=float(at))


def _series(found: Mapping[str, Any]) -> Series:
    points = tuple((float(at), str(value)) for at, value in found["values"])
    return Series(labels=_pairs(found["metric"]), points=points)


def _between(steps: Steps) -> dict[str, str]:
    return {"start": f"{steps.start:.3f}", "end": f"{steps.end:.3f}"}


def _rule(group: str, rule: Mapping[str, Any]) -> RuleState:
    return RuleState(
        group=group,
        name=rule["name"],
        kind=rule["type"],
        labels=_pairs(rule.get("labels") or {}),
        health=rule["health"],
        last_error=rule.get("lastError", ""),
        evaluated=_seconds(rule["lastEvaluation"]),
    )


def _active(alert: Mapping[str, Any]) -> ActiveAlert:
    return ActiveAlert(
        labels=_pairs(alert["labels"]),
        annotations=_pairs(alert["annotations"]),
        state=alert["state"],
        active_at=_seconds(alert["activeAt"]),
        value=float(alert["value"]),
    )


def _target(target: Mapping[str, Any]) -> Target:
    return Target(
        labels=_pairs(target["labels"]),
        url=target["scrapeUrl"],
        health=target["health"],
        last_error=target["lastError"],
    )


def _pairs(labels: Mapping[str, str]) -> Pairs:
    return tuple(sorted(labels.items()))


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
