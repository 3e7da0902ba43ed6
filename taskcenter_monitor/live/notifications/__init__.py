"""Proves that every message is sent, by having the real Alertmanager send all of them to sinks."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.live.notifications.material import Material
from taskcenter_monitor.live.notifications.rendering import render
from taskcenter_monitor.live.notifications.verdicts import FINDINGS, verdicts
from taskcenter_monitor.verifiers.process import Runtime

__all__ = ["FINDINGS", "Material", "Proof", "prove_notifications"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is wrong, and how many messages of how many receivers were looked at."""

    diagnostics: tuple[Diagnostic, ...]
    messages: int
    receivers: int
    version: str


def prove_notifications(material: Material, runtime: Runtime) -> Proof:
    """Has every receiver told of every kind of group of alerts, on loopback, and reads it all.

    Raises EnvironmentFault when Alertmanager or Prometheus cannot do their work.
    """
    rendered = render(material, runtime)
    heard = {message.probe.receiver.name for message in rendered.messages}
    return Proof(
        diagnostics=tuple(verdicts(rendered, material)),
        messages=len(rendered.messages),
        receivers=len(heard),
        version=rendered.version,
    )
