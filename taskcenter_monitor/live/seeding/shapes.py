"""How large the numbers of a metric are, and how they move."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from taskcenter_monitor.ir.catalogue import ExportedMetric

DAY = 86400
_GIB = 2.0**30
_MIB = 2.0**20
_PHASES = 5
"""Different ways of moving: series of one metric must not lie on each other."""
_TROUBLE = re.compile(
    r"fail|drop|miss|exceed|reject|duplicate|out_of_order|corrupt|error|evict|paused|blocked"
)
_FIXED = re.compile(r"max|limit|capacity|_size|interval|hash|info|gomaxprocs|discovered|members")


@dataclass(frozen=True, slots=True)
class Shape:
    """`level` is what a gauge shows, and how fast a counter grows in a second.

    `swing` is how much of it comes and goes, `growth` how much of it a gauge gains in a day: there
    must be something to forecast. `middle` is the duration that half of what a histogram counts
    stays below, 0 for one that follows from its buckets.
    """

    level: float
    swing: float = 1.0
    middle: float = 0.0
    growth: float = 0.0

    def gained(self, before: float) -> float:
        """What there was so many seconds ago, as a part of what there is now."""
        return min(max(1 - self.growth * before / DAY, _LEAST), _MOST)


_LEAST, _MOST = 0.2, 2.0
"""What a gauge that grows or shrinks began at, as a part of what it shows now."""

SHAPES: Mapping[str, Shape] = {
    "task_center_http_requests_total": Shape(42),
    "task_center_http_request_duration_seconds": Shape(42, middle=0.026),
    "task_center_tasks_created_total": Shape(6.2),
    "task_center_tasks_executed_total": Shape(6.6),
    "task_center_tasks_completed_total": Shape(6.1),
    "task_center_task_execution_duration_seconds": Shape(6.6),
    "task_center_task_schedule_deviation_seconds": Shape(6.1, middle=0.7),
    "task_center_business_requests_total": Shape(14),
    "task_center_business_active_tasks": Shape(420, 0.6),
    "task_center_callbacks_total": Shape(5.5),
    "task_center_callback_duration_seconds": Shape(5.5),
    "asynq_tasks_enqueued_total": Shape(4000, 0.1, growth=8),
    "asynq_queue_size": Shape(240, 0.6),
    "asynq_queue_latency_seconds": Shape(8, 1.5),
    "go_goroutines": Shape(340, 0.5),
    "go_gc_duration_seconds": Shape(0.12, 0.4),
    "go_sched_gomaxprocs_threads": Shape(4, 0),
    "process_cpu_seconds_total": Shape(1.4, 0.9),
    "process_resident_memory_bytes": Shape(1.2e9, 0.1, growth=0.55),
    "go_sql_max_open_connections": Shape(64, 0),
    "go_sql_in_use_connections": Shape(18, 0.8),
    "go_sql_idle_connections": Shape(22, 0.3),
    "go_sql_wait_count_total": Shape(0.4, 1.5),
    "go_sql_wait_duration_seconds_total": Shape(0.012, 1.5),
    "mysql_global_status_threads_connected": Shape(210, 0.2, growth=1.6),
    "mysql_global_variables_max_connections": Shape(500, 0),
    "redis_memory_used_bytes": Shape(640 * _MIB, 0.1, growth=0.9),
    "redis_memory_max_bytes": Shape(2 * _GIB, 0),
    "scrape_duration_seconds": Shape(0.012, 0.5),
    "scrape_samples_post_metric_relabeling": Shape(900, 0.05),
    "prometheus_tsdb_head_series": Shape(48_000, 0.1),
    "prometheus_tsdb_head_samples_appended_total": Shape(3200, 0.05),
    "prometheus_tsdb_storage_blocks_bytes": Shape(34 * _GIB, 0.02, growth=0.09),
    "prometheus_tsdb_retention_limit_bytes": Shape(50 * _GIB, 0),
    "prometheus_rule_group_last_duration_seconds": Shape(0.004, 0.6),
    "prometheus_rule_group_interval_seconds": Shape(15, 0),
    "prometheus_notifications_queue_capacity": Shape(10_000, 0),
    "prometheus_notifications_queue_length": Shape(0, 0),
    "prometheus_notifications_alertmanagers_discovered": Shape(1, 0),
    "alertmanager_cluster_members": Shape(1, 0),
    "alertmanager_config_hash": Shape(2.6e14, 0),
    "node_filesystem_size_bytes": Shape(100 * _GIB, 0),
    "node_filesystem_avail_bytes": Shape(31 * _GIB, 0.02, growth=-0.3),
}
"""Metrics whose numbers people know; of others their unit tells enough."""

_SPEEDS = {"seconds": 0.3, "bytes": 2e5, "alerts": 0.02, "keys": 0.05, "count": 0.05}
_LEVELS = {
    "ratio": 0.42,
    "percent": 42.0,
    "seconds": 0.35,
    "milliseconds": 350.0,
    "bytes": 600 * _MIB,
    "per_second": 5.0,
    "info": 1.0,
    "threads": 8.0,
    "members": 1.0,
}
_FRACTIONS = frozenset(
    ("ratio", "percent", "seconds", "milliseconds", "per_second", "timestamp", "bool")
)


def shape(metric: ExportedMetric) -> Shape:
    """The numbers of a metric."""
    known = SHAPES.get(metric.name)
    if known is not None:
        return known
    if metric.unit in ("bool", "timestamp"):
        return Shape(0 if _TROUBLE.search(metric.name) else 1, 0)
    if _TROUBLE.search(metric.name):
        return Shape(0, 0)
    if metric.type == "gauge":
        return Shape(_LEVELS.get(metric.unit, 40), 0 if _FIXED.search(metric.name) else 0.6)
    return Shape(_SPEEDS.get(metric.unit, 3) if metric.type == "counter" else 3)


def is_whole(metric: ExportedMetric) -> bool:
    """Whether its numbers have no fraction, because it counts pieces."""
    return metric.unit not in _FRACTIONS


def wave(at: float, way: int) -> float:
    """How a living system moves around 0: by day and night, and from minute to minute."""
    turn = 2 * math.pi
    phase = way % _PHASES * 1.3
    day = 0.22 * math.sin(turn * (at / DAY - 0.3))
    hour = 0.09 * math.sin(turn * at / 4300 + phase)
    return day + hour + 0.05 * math.sin(turn * at / 610 + 2 * phase) + _jitter(at, phase)


def _jitter(at: float, phase: float) -> float:
    return 0.04 * math.sin(at / 7.3 + phase) * math.sin(at / 31.7 + 3 * phase)
