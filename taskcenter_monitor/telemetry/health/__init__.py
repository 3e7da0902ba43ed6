"""Whether a service can work: healthy, degraded or unhealthy, by component.

health = Health({"database": ping_database}, optional={"redis": ping_redis})
report = health.report()

A check returns nothing where all is well, or says `degraded`, `unhealthy` or False, or raises.
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.health.asking import Health
from taskcenter_monitor.telemetry.health.report import Check, Component, Report, Status

__all__ = ["Check", "Component", "Health", "Report", "Status"]
