"""Where spans go. Each exporter is imported when it is configured: they are heavy."""

from __future__ import annotations

from taskcenter_monitor.telemetry.tracing.exporters.ways import (
    Destination,
    Given,
    Outcome,
    Way,
    destination,
)

__all__ = ["Destination", "Given", "Outcome", "Way", "destination"]
