"""`tcmon validate`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave
from taskcenter_monitor.cli.running import PATIENCE, Timeout, tools_runtime
from taskcenter_monitor.errors import EnvironmentFault, ToolFault
from taskcenter_monitor.reporters import REPORTERS

if TYPE_CHECKING:
    from taskcenter_monitor.pipeline import Compiled
    from taskcenter_monitor.verification import Verified

Format = StrEnum("Format", list(REPORTERS))  # type: ignore[misc]
"""Ways in which diagnostics are shown."""
TEXT = Format("text")


def validate(
    offline: Annotated[
        bool, typer.Option("--offline", help="Do without promtool and amtool.")
    ] = False,
    format: Annotated[Format, typer.Option(help="How to show what was found.")] = TEXT,
    env: options.Environment = None,
    specs: options.Specs = options.DEFAULT_SPECS,
    templates: options.Templates = None,
    timeout: Timeout = PATIENCE,
) -> None:
    """Prove the specs with promtool and amtool; writes nothing.

    Everything is compiled in memory; what a tool says is shown at the line that caused it.
    """
    leave(
        lambda: _validate(
            options.read_inputs(specs, templates, env), specs, format.value, offline, timeout
        )
    )


def _validate(
    inputs: options.Inputs, specs: str, format: str, offline: bool, timeout: float
) -> int:
    from taskcenter_monitor.cli.compiling import compile_inputs, faults_of_environments
    from taskcenter_monitor.cli.terminal import Progress, report

    missing: EnvironmentFault | None = None
    with Progress() as tell:
        compiled = compile_inputs(inputs, tell)
        from taskcenter_monitor.diagnostics import has_errors, ordered
        from taskcenter_monitor.verification import verify, verify_offline

        verified = verify_offline(compiled)
        if not offline and not has_errors(verified.diagnostics):
            try:
                verified = verify(compiled, verified, tools_runtime(timeout), tell)
            except ToolFault as fault:
                missing = ToolFault(f"{fault}, or use --offline")
            except EnvironmentFault as fault:
                missing = fault
        found = compiled.located(verified.diagnostics)
        found = ordered((*found, *faults_of_environments(inputs, set(found), tell)))
    report(found, specs, format, sys.stdout)
    if missing is not None:
        raise missing
    if has_errors(found):
        return FAULTS
    if format == TEXT:
        print(_summary(compiled, verified))
    return CLEAN


def _summary(compiled: Compiled, verified: Verified) -> str:
    from taskcenter_monitor.verifiers.tools import dotted

    monitoring = compiled.monitoring
    if monitoring is None:
        return ""
    rules = sum(len(group.rules) for group in monitoring.groups)
    tests = sum(len(file.tests) for file in monitoring.rule_tests().files)
    tools = " and ".join(f"{tool.name} {dotted(tool.version)}" for tool in verified.tools)
    proven = f"proven by {tools} with {tests} tests" if tools else "checked without any tool"
    return f"{len(verified.artifacts)} files with {rules} rules are sound, {proven}"
