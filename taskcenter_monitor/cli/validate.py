"""`tcmon validate`."""

from __future__ import annotations

import math
import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave
from taskcenter_monitor.errors import EnvironmentFault, UsageFault
from taskcenter_monitor.reporters import REPORTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from taskcenter_monitor.pipeline import Compiled
    from taskcenter_monitor.verification import Verified
    from taskcenter_monitor.verifiers.process import Runtime

SYSTEM_ZONES = "/usr/share/zoneinfo"
PATIENCE = 120.0
"""Seconds that a tool may take: ten times what 100,000 rules take promtool."""


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
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, max=86400, help="How long a tool may take.")
    ] = PATIENCE,
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
    if math.isnan(timeout):
        raise UsageFault("--timeout is no number of seconds")
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
                verified = verify(compiled, verified, _runtime(timeout), tell)
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


def _runtime(timeout: float) -> Runtime:
    from taskcenter_monitor.verifiers.process import Runtime

    environment = with_time_zones(os.environ, SYSTEM_ZONES)
    return Runtime(environment=environment, timeout=timeout, jobs=os.cpu_count() or 1)


def with_time_zones(environment: Mapping[str, str], system: str) -> dict[str, str]:
    """The environment of the tools; where the system has no time zones they take ours.

    amtool is written in Go, which looks where ZONEINFO says when it finds none in `system`.
    """
    if os.path.isdir(system):
        return dict(environment)
    import tzdata

    zones = os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo")
    return {"ZONEINFO": zones, **environment}


def _summary(compiled: Compiled, verified: Verified) -> str:
    from taskcenter_monitor.verifiers.tools import dotted

    groups = compiled.monitoring.groups if compiled.monitoring else ()
    rules = sum(len(group.rules) for group in groups)
    tools = " and ".join(f"{tool.name} {dotted(tool.version)}" for tool in verified.tools)
    proven = f"proven by {tools}" if tools else "checked without promtool and amtool"
    return f"{len(verified.artifacts)} files with {rules} rules are sound, {proven}"
