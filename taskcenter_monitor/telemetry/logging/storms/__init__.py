"""Repeats of one error become one line with a count."""

from __future__ import annotations

from taskcenter_monitor.telemetry.logging.storms.aggregation import Calm, Storms

__all__ = ["Calm", "Storms"]
