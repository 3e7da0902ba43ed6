"""Hides what must not leave the process: the same rules for logs, spans and `tcmon validate`."""

from __future__ import annotations

from taskcenter_monitor.telemetry.redaction.masked import Masked, masked
from taskcenter_monitor.telemetry.redaction.redactor import Redactor

__all__ = ["Masked", "Redactor", "masked"]
