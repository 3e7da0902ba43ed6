"""How urgent an alert is."""

from __future__ import annotations

SEVERITIES = ("critical", "warning", "info", "none")
"""From the most to the least urgent; `none` is only for an alert that always fires."""
