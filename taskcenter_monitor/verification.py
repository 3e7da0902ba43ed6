"""The last stage: what is known of the output, by ourselves and by the tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from taskcenter_monitor.diagnostics import Diagnostic, Level, has_errors
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.pipeline import Compiled, Tell, template_fault
from taskcenter_monitor.proving import Subject, prove_rules
from taskcenter_monitor.templating import TemplateFault
from taskcenter_monitor.verifiers import VERIFIERS, blindspots, dashboards, telemetry
from taskcenter_monitor.verifiers import verify as verify_with
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.dashboards.knowledge import known
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.rule_tests import coverage
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
    gaps = coverage(artifacts, compiled.monitoring)
    linted = dashboards.verify(artifacts, known(compiled.monitoring))
    proven = telemetry.verify(artifacts, compiled.monitoring.telemetry)
    counted = telemetry.verify_metrics(artifacts)
    diagnostics = (*compiled.diagnostics, *found, *gaps, *linted, *proven, *counted)
    return Verified(artifacts=artifacts, diagnostics=diagnostics)


def verify(compiled: Compiled, offline: Verified, runtime: Runtime, tell: Tell) -> Verified:
    """What promtool and amtool say as well. Raises EnvironmentFault when one cannot work.

    The library that reads the policy counts as one where there is a policy.
    """
    if compiled.monitoring is not None and compiled.monitoring.telemetry is not None:
        telemetry.require_library()
    tell("asking promtool and amtool")
    path = runtime.environment.get("PATH", "")
    tools = identify({name: find(name, search_path=path) for name in VERIFIERS}, runtime)
    diagnostics = list(offline.diagnostics)
    for tool in tools:
        bench = Bench(tool=tool, runtime=runtime, stage=_staged)
        found = verify_with(offline.artifacts, bench)
        older = outdated(tool, *compiled.versions[_SERVERS[tool.name]])
        diagnostics += _unproven(found, older) if older and has_errors(found) else (*found, *older)
    if compiled.monitoring is not None and not has_errors(diagnostics):
        subject = Subject(
            monitoring=compiled.monitoring,
            artifacts=offline.artifacts,
            templates=compiled.templates,
        )
        diagnostics += prove_rules(subject, runtime, tell).diagnostics
    return Verified(artifacts=offline.artifacts, diagnostics=tuple(diagnostics), tools=tools)


def _unproven(found: Sequence[Diagnostic], older: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """What a tool refuses that is too old to know better: the tool is at fault, not those lines."""
    for diagnostic in found:
        yield replace(diagnostic, level=Level.WARNING)
    for diagnostic in older:
        message = f"{diagnostic.message}, and refuses what is generated for that"
        yield replace(diagnostic, level=Level.ERROR, message=message)


def _staged(artifacts: Sequence[Artifact]) -> AbstractContextManager[str]:
    return staged((artifact.path, artifact.text) for artifact in artifacts)
