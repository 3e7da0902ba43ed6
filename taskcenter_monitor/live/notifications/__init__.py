"""Proves that every message is sent, by having the real Alertmanager send all of them to sinks."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.live.notifications.material import Material
from taskcenter_monitor.live.notifications.redirection import Probe
from taskcenter_monitor.live.notifications.rendering import render
from taskcenter_monitor.live.notifications.verdicts import FINDINGS, verdict
from taskcenter_monitor.verifiers.process import Runtime

__all__ = ["FINDINGS", "Heard", "Material", "Proof", "prove_notifications"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One integration in one situation; `failure` is "" where its messages are good."""

    name: str
    origin: Origin
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is wrong, who has heard what, and how many messages were read."""

    diagnostics: tuple[Diagnostic, ...]
    heard: tuple[Heard, ...]
    messages: int
    receivers: int
    version: str


def prove_notifications(material: Material, runtime: Runtime) -> Proof:
    """Has every receiver told of every kind of group of alerts, on loopback, and reads it all.

    Raises EnvironmentFault when Alertmanager or Prometheus cannot do their work.
    """
    rendered = render(material, runtime)
    found = verdict(rendered, material)
    return Proof(
        diagnostics=found.diagnostics,
        heard=tuple(
            Heard(
                name=_name(probe),
                origin=probe.receiver.origin,
                failure=found.by_probe.get(probe.number, ""),
            )
            for probe in rendered.probes
        ),
        messages=len(rendered.messages),
        receivers=len({probe.receiver.name for probe in rendered.probes}),
        version=rendered.version,
    )


def _name(probe: Probe) -> str:
    number = f" {probe.position + 1}" if probe.position else ""
    return f"{probe.receiver.name}, {probe.channel.name}{number}: {probe.situation.words}"
