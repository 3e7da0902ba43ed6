"""The fire drill: real faults, real alerts, real messages, on a clock that runs faster."""

from __future__ import annotations

from taskcenter_monitor.live.drill.drilling import Gone, drill
from taskcenter_monitor.live.drill.plan import Plan, planned
from taskcenter_monitor.live.drill.stage import Material

__all__ = ["Gone", "Material", "Plan", "drill", "planned"]
