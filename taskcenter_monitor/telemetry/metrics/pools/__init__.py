"""Pools of connections, under the names that Go services export.

engine = create_engine(url)
pools.watch(engine, "task_center")
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.metrics.pools.watching import watch

__all__ = ["watch"]
