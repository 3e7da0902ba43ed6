"""What is proven by real servers of the output as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial

from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.notifications import Material, Proof, prove_notifications
from taskcenter_monitor.pipeline import Compiled, Tell, template_line
from taskcenter_monitor.verifiers.process import Runtime


def notifications(compiled: Compiled, runtime: Runtime, tell: Tell) -> Proof:
    """Has every receiver told of everything, on loopback, and reads what arrives.

    Specs with faults have no notifications. Raises EnvironmentFault when a server cannot work,
    and TemplateFault.
    """
    if compiled.monitoring is None:
        return Proof(diagnostics=(), messages=0, receivers=0, version="")
    return prove_notifications(material(compiled, compiled.monitoring), runtime, tell)


def material(compiled: Compiled, monitoring: Monitoring) -> Material:
    """What the proof of the notifications is made of."""

    def emit(other: Monitoring, targets: Collection[str]) -> Iterator[Artifact]:
        return replace(compiled, monitoring=other).artifacts(targets)

    return Material(
        monitoring=monitoring,
        emit=emit,
        source=compiled.templates.source,
        place=partial(template_line, compiled.templates),
        version=compiled.versions["alertmanager"],
    )
