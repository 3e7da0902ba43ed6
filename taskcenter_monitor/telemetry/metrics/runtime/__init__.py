"""What a process does, under the names that Go services export: one alert is for both."""

from __future__ import annotations

from taskcenter_monitor.telemetry.metrics.runtime.figures import export

__all__ = ["export"]
