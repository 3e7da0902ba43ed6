"""Signals of every kind in every combination of keys, each with an alert, as specs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

JOBS = '{job=~"task-center-(api|worker)"}'
HTTP = "task_center_http_requests_total"
DONE = "task_center_tasks_completed_total"
GROUPINGS: tuple[list[str] | None, ...] = (None, [], ["job"], ["job", "instance"])
INTERVALS = ("15s", "30s", "1m", "15s")

Limits = Mapping[str, Mapping[str, Any]]
Made = tuple[str, dict[str, Any], Limits]


def write_alerts(specs: Path) -> int:
    """Adds all signals and alerts to a copy of the frozen specs; how many there are."""
    made = [
        *_gauges(),
        *_counters(),
        *_times(),
        *_others(),
        *_baselines(),
        *_anomalies(),
        *_forecasts(),
    ]
    signals = {name: {"title": _title(name), **keys} for name, keys, _ in made}
    _append(specs / "signals.yaml", signals)
    routing = specs / "routing.yaml"
    equal = "business_id, endpoint, method, http_code, device, fstype, mountpoint]"
    routing.write_text(routing.read_text("utf-8").replace("business_id]", equal), "utf-8")
    for number, interval in enumerate(INTERVALS):
        component = f"any{number}"
        alerts = {
            "".join(part.title() for part in ["any", *name.split("_")]): _alert(name, limits)
            for name, _, limits in made[number :: len(INTERVALS)]
        }
        head = {"component": component, "team": "task-center-sre", "interval": interval}
        _write(specs / "alerts" / f"{component}.yaml", {**head, "alerts": alerts})
    return len(made)


def _gauges() -> Iterator[Made]:
    gauge: dict[str, Any] = {"kind": "value", "metric": f"go_goroutines{JOBS}"}
    pair = {"warning": {"above": 1000, "for": "5m"}, "critical": {"above": 5000, "for": "2m"}}
    yield "plain", gauge, pair
    yield "plain_below", gauge, {"warning": {"below": 10, "for": "5m"}}
    yield "plain_kept", gauge, {"warning": {"above": 7, "for": "4m", "keep_firing_for": "7m"}}
    yield "below_kept", gauge, {"warning": {"below": 7, "for": "4m", "keep_firing_for": "7m"}}
    yield "plain_zero", gauge, {"warning": {"above": 0}}
    for over in ("max", "min", "avg", "last"):
        keys = {**gauge, "over": over, "window": "5m"}
        yield f"over_{over}", keys, {"warning": {"above": 100, "for": "3m"}}
        yield f"over_{over}_below", keys, {"warning": {"below": 100, "for": "3m"}}
    for aggregate in ("sum", "max", "min", "avg", "count"):
        keys = {**gauge, "aggregate": aggregate, "by": ["job"]}
        yield f"all_{aggregate}", keys, {"warning": {"above": 3, "for": "3m"}}
        yield f"all_{aggregate}_below", keys, {"warning": {"below": 3, "for": "3m"}}
        one = {**keys, "by": [], "record": True}
        yield f"one_{aggregate}", one, {"warning": {"above": 3, "for": "3m"}}
    tasks: dict[str, Any] = {
        "kind": "value",
        "metric": "task_center_business_active_tasks",
        "aggregate": "sum",
    }
    distinct = {"distinct": ["business_id", "business_code"], "by": ["business_code"]}
    yield "distinct", {**tasks, **distinct}, {"warning": {"above": 1000}}
    state = 'asynq_tasks_enqueued_total{state!="pending"}'
    yield "refusing", {"kind": "value", "metric": state}, {"info": {"above": 3, "for": "1h"}}


def _counters() -> Iterator[Made]:
    failed = 'task_center_callbacks_total{status="failed"}'
    for by in GROUPINGS:
        name = "each" if by is None else "_".join(by) or "all"
        grouped = {} if by is None else {"by": by}
        cpu = {"kind": "rate", "metric": f"process_cpu_seconds_total{JOBS}", "window": "5m"}
        pair = {"warning": {"above": "5/s", "for": "5m"}, "critical": {"above": "9/s", "for": "1m"}}
        yield f"rate_{name}", {**cpu, **grouped, "series": f"rate_{name}"}, pair
        below = {"warning": {"below": "5/s", "for": "5m"}}
        yield f"rate_{name}_below", {**cpu, **grouped, "record": False}, below
        more = {"kind": "increase", "metric": failed, "window": "10m"}
        recorded = {**more, **grouped, "record": True, "series": f"more_{name}"}
        yield f"more_{name}", recorded, {"warning": {"above": 100, "for": "1m"}}
        kept = {"warning": {"above": 0, "keep_firing_for": "15m"}}
        yield f"any_{name}", {**more, **grouped}, kept
        restarts = f"process_start_time_seconds{JOBS}"
        changes = {"kind": "changes", "metric": restarts, "window": "15m"}
        yield f"changes_{name}", {**changes, **grouped}, {"warning": {"above": 2}}
        yield from _shares(name, grouped)


def _shares(name: str, grouped: dict[str, Any]) -> Iterator[Made]:
    pair = {"warning": {"above": "80%", "for": "5m"}, "critical": {"above": "95%", "for": "2m"}}
    pool = {"used": f"go_sql_in_use_connections{JOBS}"}
    pool["capacity"] = f"go_sql_max_open_connections{JOBS}"
    yield f"pool_{name}", {"kind": "utilisation", **pool, **grouped, "series": f"p_{name}"}, pair
    cpu = {"used": f"process_cpu_seconds_total{JOBS}", "window": "5m"}
    cpu["capacity"] = f"go_sched_gomaxprocs_threads{JOBS}"
    yield f"cpu_{name}", {"kind": "utilisation", **cpu, **grouped, "series": f"c_{name}"}, pair
    wait = {"kind": "mean", "window": "5m", "min_count": 5, "series": f"w_{name}"}
    wait |= {"sum": f"go_sql_wait_duration_seconds_total{JOBS}"}
    wait |= {"count": f"go_sql_wait_count_total{JOBS}"}
    yield f"wait_{name}", {**wait, **grouped}, {"warning": {"above": "1s", "for": "2m"}}
    yield from _events(name, grouped)


def _events(name: str, grouped: dict[str, Any]) -> Iterator[Made]:
    latency = {"kind": "quantile", "metric": "task_center_http_request_duration_seconds"}
    slow = {"warning": {"above": "500ms", "for": "5m"}, "critical": {"above": "2s", "for": "2m"}}
    guarded = {"quantile": 0.95, "window": "5m", "min_rate": "0.1/s", "series": f"l_{name}"}
    yield f"p95_{name}", {**latency, **guarded, **grouped}, slow
    median = {"quantile": 0.5, "window": "5m", "record": False}
    between = {"warning": {"above": "1.2s", "for": "5m"}}
    yield f"p50_{name}", {**latency, **median, **grouped}, between
    tardy: dict[str, Any] = {**latency, "kind": "latency", **grouped, "within": "1s"}
    tardy |= {"window": "5m", "min_rate": "0.1/s", "series": f"t_{name}"}
    few = {"warning": {"above": "5%", "for": "5m"}, "critical": {"above": "50%", "for": "2m"}}
    yield f"tardy_{name}", tardy, few
    bare: dict[str, Any] = {
        "kind": "latency",
        "metric": f'{latency["metric"]}{{method="POST"}}',
        "within": "10s",
    }
    bare |= {"window": "20m", "record": False}
    yield f"tardy_{name}_bare", {**bare, **grouped}, {"warning": {"above": "5%", "for": "3m"}}
    yield f"tardy_{name}_below", {**bare, **grouped}, {"info": {"below": "50%", "for": "3m"}}
    if "by" in grouped:
        bad: dict[str, Any] = {"bad": f'{HTTP}{{http_code=~"5.."}}', "total": HTTP, "window": "5m"}
        bad |= {"min_rate": "0.5/s", "series": f"b_{name}", "record": bool(grouped["by"])}
        errors = {
            "warning": {"above": "5%", "for": "5m"},
            "critical": {"above": "20%", "for": "2m"},
        }
        yield f"bad_{name}", {"kind": "ratio", **bad, **grouped}, errors
        good = {"good": f'{DONE}{{status="success"}}', "window": "30m", "series": f"g_{name}"}
        good |= {"total": f'{DONE}{{status=~"success|failed|timeout"}}'}
        yield f"good_{name}", {"kind": "ratio", **good, **grouped}, {"warning": {"above": "5%"}}


def _edges(latency: dict[str, Any]) -> Iterator[Made]:
    """Limits in the first bucket and in the last one, and errors of which there are too few."""
    middle: dict[str, Any] = {**latency, "quantile": 0.5, "window": "10m", "by": ["job"]}
    for name, limit in (("first", "4ms"), ("last", "9s"), ("rim", "9.95s"), ("edge", "5s")):
        keys = {**middle, "series": f"middle_{name}"}
        yield f"above_{name}", keys, {"info": {"above": limit, "for": "3m"}}
        keys = {**middle, "series": f"middle_{name}_below"}
        yield f"below_{name}", keys, {"info": {"below": limit, "for": "3m"}}
    # This share of the first bucket, divided by the bucket, is a bit less than the share.
    rounded = {**middle, "quantile": 0.82, "series": "rounded"}
    yield "rounded", rounded, {"info": {"above": "1s", "for": "3m"}}
    errors = {"kind": "ratio", "bad": f'{HTTP}{{http_code=~"5.."}}', "total": HTTP, "window": "5m"}
    yield "few_errors", {**errors, "by": ["job"]}, {"info": {"below": "5%", "for": "3m"}}


def _times() -> Iterator[Made]:
    """Shares of time of gauges of every sort, for one and for many."""
    pair = {"warning": {"above": "10%", "for": "5m"}, "critical": {"above": "60%", "for": "2m"}}
    for by in GROUPINGS[1:]:
        name = "_".join(by or ()) or "all"
        for mode in ("any", "all"):
            keys = {"kind": "availability", "mode": mode, "by": by, "series": f"{mode}_{name}"}
            up: dict[str, Any] = {**keys, "metric": f"up{JOBS}", "window": "5m"}
            yield f"up_{mode}_{name}", up, pair
            few = {**keys, "metric": f"go_goroutines{JOBS}", "below": 5000, "window": "1h"}
            few |= {"record": False}
            yield f"few_{mode}_{name}", few, {"warning": {"above": "1%", "for": "10m"}}
        many = {**few, "below": None, "above": 0, "window": "2m", "record": True}
        del many["below"]
        yield f"many_{name}", many, {"info": {"below": "50%", "for": "3m"}}
    whole: dict[str, Any] = {"kind": "availability", "metric": "mysql_up", "window": "100s"}
    yield "mysql_gone", whole, {"warning": {"above": "98%", "keep_firing_for": "5m"}}


def _squares() -> Iterator[Made]:
    """PromQL that does not grow with its series, so that examples stand on both sides."""
    series, result = 'go_goroutines{job="task-center-api"}', {"job": "task-center-api"}
    examples = [
        {
            "shows": f"{value} squared",
            "series": {series: f"{value}x60"},
            "yields": [result],
            "value": value**2,
            "until": "10m",
        }
        for value in (9, 12)
    ]
    keys = {
        "kind": "expression",
        "expression": f"max by (job) ({series}) ^ 2",
        "labels": ["job"],
        "unit": "count",
    }
    yield "squares", {**keys, "examples": examples}, {"warning": {"above": 100, "for": "3m"}}


def _others() -> Iterator[Made]:
    high = {"bad": f'{HTTP}{{http_code=~"5.."}}', "total": HTTP, "window": "10m", "by": ["job"]}
    yield "share_high", {"kind": "ratio", **high, "series": "h"}, {"warning": {"above": "98%"}}
    done = {"bad": f'{DONE}{{status="success"}}', "total": DONE, "window": "10m", "by": ["job"]}
    yield "share_low", {"kind": "ratio", **done, "series": "d"}, {"warning": {"below": "90%"}}
    latency = {"kind": "quantile", "metric": "task_center_http_request_duration_seconds"}
    tail: dict[str, Any] = {"quantile": 0.99, "window": "20m", "record": False, "by": ["job"]}
    yield "fast", {**latency, **tail}, {"info": {"below": "100ms", "for": "3m"}}
    yield from _edges(latency)
    yield from _squares()
    up = {"kind": "liveness", "metric": f"up{JOBS}"}
    yield "down", {**up, "mode": "instance_down"}, {"critical": {"for": "1m"}}
    jobs = ["task-center-api", "task-center-worker"]
    every: dict[str, Any] = {**up, "mode": "all_instances_down", "jobs": jobs}
    yield "all_down", every, {"critical": {"for": "20s"}}
    gone = {"kind": "liveness", "mode": "target_vanished", "jobs": ["grafana", "loki"]}
    yield "vanished", gone, {"critical": {"for": "2m"}}
    worst = {"signal": "business_task_failure_ratio", "worst": "30%", "best": "0.5%"}
    active = {"signal": "business_active_tasks", "worst": 10000, "best": 1000}
    score: dict[str, Any] = {"kind": "score", "population": "task_center_business_active_tasks"}
    score |= {"by": ["business_id"], "series": "any_score"}
    score |= {"parts": [{"weight": 0.5, **worst}, {"weight": 0.5, **active}]}
    yield "score", score, {"warning": {"below": "60%", "for": "5m"}}


def _baselines() -> Iterator[Made]:
    cycles: dict[str, Any] = {"kind": "baseline", "metric": f"go_gc_duration_seconds_count{JOBS}"}
    cycles |= {"window": "10m", "baseline_window": "30m", "floor": "0.5/s", "by": ["job"]}
    for direction, limit in (("drop", {"below": "50%"}), ("rise", {"above": "200%"})):
        for per in ("group", "instance"):
            for offsets in (["1d", "1w"], ["6h", "1d", "1w"]):
                name = f"{direction}_{per}_{len(offsets)}"
                keys = {"direction": direction, "per": per, "offsets": offsets, "series": name}
                yield name, {**cycles, **keys}, {"warning": {**limit, "for": "10m"}}
    created: dict[str, Any] = {
        "kind": "baseline",
        "metric": "task_center_tasks_created_total",
        "by": [],
    }
    created |= {"function": "increase", "window": "1h", "baseline_window": "1h", "floor": 20}
    rising = {**created, "direction": "rise", "series": "created"}
    yield "created", rising, {"warning": {"above": "300%", "for": "15m"}}


def _anomalies() -> Iterator[Made]:
    each: dict[str, Any] = {
        "kind": "anomaly",
        "metric": f"go_gc_duration_seconds_count{JOBS}",
        "window": "15m",
    }
    each |= {"floor": "0.5/s", "by": ["job"]}
    pair = {"warning": {"above": "120%", "for": "10m"}, "info": {"above": "100%", "for": "1h"}}
    for direction in ("drop", "rise", "both"):
        yield f"odd_{direction}", {**each, "direction": direction, "series": direction}, pair
    days = {"lags": ["1d", "2d", "3d", "1w"], "margin": "20%", "spreads": 1.5, "slack": "30m"}
    narrow = {**each, **days, "direction": "both", "window": "1h", "series": "narrow"}
    yield "odd_narrow", narrow, {"info": {"above": "150%", "keep_firing_for": "1h"}}
    few = {"metric": "task_center_tasks_created_total", "function": "increase", "floor": 20}
    odd = {**each, **few, "by": [], "window": "30m", "lags": ["1w", "2w", "3w"], "spreads": 0.0}
    yield "odd_created", {**odd, "direction": "drop"}, {"warning": {"above": "200%"}}


def _forecasts() -> Iterator[Made]:
    pair = {"warning": {"below": "1d", "for": "1h"}, "critical": {"below": "4h", "for": "30m"}}
    disk: dict[str, Any] = {"metric": "node_filesystem_avail_bytes", "window": "6h"}
    disk |= {"kind": "forecast", "falls_to": "0B", "series": "disk"}
    yield "disk", disk, pair
    part = {"max_left": "20%", "whole": "node_filesystem_size_bytes"}
    pinned = 'node_filesystem_avail_bytes{mountpoint=~"/|/data"}'
    yield "disk_part", {**disk, **part, "metric": pinned, "series": "disk_part"}, pair
    rest = {"falls_to": "2GB", "record": False}
    kept = {"warning": {"below": "1d", "for": "1h", "keep_firing_for": "2h"}}
    bare = {key: value for key, value in disk.items() if key != "series"}
    yield "disk_rest", {**bare, **part, **rest, "min_history": "5h"}, kept
    memory = {"metric": "redis_memory_used_bytes", "capacity": "redis_memory_max_bytes"}
    memory |= {"kind": "forecast", "window": "1h", "series": "memory"}
    yield "memory", memory, {"warning": {"below": "2h", "for": "10m"}}
    guarded = {**memory, "max_left": "50%", "min_history": "30m", "series": "memory_half"}
    yield "memory_half", guarded, {"warning": {"below": "20m"}, "info": {"below": "30m"}}
    queue: dict[str, Any] = {"metric": 'asynq_tasks_enqueued_total{state="pending"}'}
    queue |= {"kind": "forecast", "window": "1h", "rises_to": 1000, "by": ["queue"]}
    yield "backlog", {**queue, "series": "backlog"}, {"warning": {"below": "1h", "for": "5m"}}
    full = {"max_left": "30%", "series": "backlog_part"}
    yield "backlog_part", {**queue, **full}, {"warning": {"below": "10h", "for": "5m"}}


def _title(name: str) -> dict[str, str]:
    return {"zh": f"信号{name}", "en": name}


def _alert(name: str, limits: Limits) -> dict[str, Any]:
    texts = {"zh": "当前 << value >>", "en": "it is at << value >>"}
    return {
        "title": _title(name),
        "signal": name,
        **limits,
        "description": texts,
        "runbook": {"zh": "处理", "en": "fix it"},
    }


class _Plain(yaml.SafeDumper):
    """Writes out what several entries share: specs have no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _text(data: object) -> str:
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1000)


def _append(file: Path, entries: object) -> None:
    lines = [f"  {line}" for line in _text(entries).splitlines()]
    file.write_text(file.read_text("utf-8").rstrip() + "\n" + "\n".join(lines) + "\n", "utf-8")


def _write(file: Path, data: object) -> None:
    file.write_text(_text(data), "utf-8")
