"""Rule groups that hold signals and no alerts."""

from __future__ import annotations

from taskcenter_monitor.spec.base import SpecModel, Window


class Group(SpecModel):
    """How often the rule group of a component without alerts is evaluated."""

    interval: Window
