"""The last stage: what is known of the output, by ourselves and by the tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.emitters.alertmanager import configuration
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.routing import AlertmanagerConfig
from taskcenter_monitor.live.routes import RoutesProof, prove_routes
from taskcenter_monitor.pipeline import Compiled, Tell, template_fault
from taskcenter_monitor.templating import TemplateFault
from taskcenter_monitor.verifiers import VERIFIERS, blindspots
from taskcenter_monitor.verifiers import verify as verify_with
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.tools import Tool, find, identify, outdated
from taskcenter_monitor.workspace.staging import staged

_SERVERS = {"promtool": "prometheus", "amtool": "alertmanager"}
"""A tool to the server whose files it checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The files, what is wrong with them, and which tools have looked."""

    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]
    tools: tuple[Tool, ...] = ()


def verify_offline(compiled: Compiled) -> Verified:
    """All that needs no other program."""
    if compiled.monitoring is None:
        return Verified(artifacts=(), diagnostics=compiled.diagnostics)
    try:
        artifacts = tuple(compiled.artifacts())
    except TemplateFault as error:
        fault = template_fault(error, compiled.templates)
        return Verified(artifacts=(), diagnostics=(*compiled.diagnostics, fault))
    found = blindspots.verify(artifacts, compiled.monitoring.groups)
    return Verified(artifacts=artifacts, diagnostics=(*compiled.diagnostics, *found))


def verify(compiled: Compiled, offline: Verified, runtime: Runtime, tell: Tell) -> Verified:
    """What promtool and amtool say as well. Raises EnvironmentFault when one cannot work."""
    tell("asking promtool and amtool")
    path = runtime.environment.get("PATH", "")
    tools = identify({name: find(name, search_path=path) for name in VERIFIERS}, runtime)
    diagnostics = list(offline.diagnostics)
    for tool in tools:
        bench = Bench(tool=tool, runtime=runtime, stage=_staged)
        diagnostics += verify_with(offline.artifacts, bench)
        diagnostics += outdated(tool, *compiled.versions[_SERVERS[tool.name]])
    return Verified(artifacts=offline.artifacts, diagnostics=tuple(diagnostics), tools=tools)


def prove_routing(monitoring: Monitoring, runtime: Runtime) -> RoutesProof:
    """Who is told and who is muted, by a real Alertmanager; nobody outside notices.

    Raises EnvironmentFault when there is none, or it does not come up.
    """
    return prove_routes(monitoring, _staged_configuration, runtime)


@contextmanager
def _staged_configuration(config: AlertmanagerConfig) -> Iterator[str]:
    """The folder of a configuration without templates: without channels nothing is rendered."""
    artifact = configuration(config)
    with _staged([artifact]) as folder:
        yield str(Path(folder, artifact.path).parent)


def _staged(artifacts: Sequence[Artifact]) -> AbstractContextManager[str]:
    return staged((artifact.path, artifact.text) for artifact in artifacts)
