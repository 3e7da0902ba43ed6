"""What is hidden by default: the one set of patterns, that of our own specs."""

from __future__ import annotations

from taskcenter_monitor.telemetry.policy.default import default_policy

POLICY = default_policy().redaction
FAMILIES = POLICY.patterns
KEYS = POLICY.keys
