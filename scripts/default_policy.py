"""The policy that the telemetry library brings along, which is that of the shipped specs."""

from __future__ import annotations

from alerts_page import shipped_project

from taskcenter_monitor.compiler.telemetry import compile_telemetry
from taskcenter_monitor.emitters.telemetry import policy_text


def default_policy() -> str:
    """`taskcenter_monitor/telemetry/policy/default.json`, which holds where there is no other."""
    policy = compile_telemetry(shipped_project())
    if policy is None:
        raise ValueError("specs/telemetry.yaml is missing")
    return policy_text(policy)
