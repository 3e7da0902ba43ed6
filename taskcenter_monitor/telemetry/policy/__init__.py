"""The policy: which records are kept, how many, and what is hidden in them.

The classes of the schema are in `telemetry.policy.document`.
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.policy.reading import PolicyFault, read_policy, write_policy

__all__ = ["PolicyFault", "read_policy", "write_policy"]
