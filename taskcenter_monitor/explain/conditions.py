"""What one rule of an alert waits for, whoever wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.explanation import Bounds, ExplainedBurn


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a rule fires, and where that was written; `text` is "" where the signal is its own."""

    text: str
    bounds: Bounds
    wait: str
    keep_firing_for: str = "0s"
    place: Origin
    wait_place: Origin
    burn: ExplainedBurn | None = None
