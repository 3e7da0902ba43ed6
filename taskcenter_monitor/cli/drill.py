"""`tcmon drill`."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave
from taskcenter_monitor.cli.running import PATIENCE, Timeout, tools_runtime
from taskcenter_monitor.errors import EnvironmentFault, UsageFault

if TYPE_CHECKING:
    from taskcenter_monitor.ir.artifact import Artifact
    from taskcenter_monitor.ir.monitoring import Monitoring
    from taskcenter_monitor.live.drill import Gone, Material, Plan
    from taskcenter_monitor.live.drill.results import Drill
    from taskcenter_monitor.pipeline import Compiled

SCALE = 60.0
"""How many times faster the clocks run, unless somebody chooses: a minute is a second."""
_NEEDED = ("uvicorn", "starlette", "sqlalchemy", "httpx", "structlog", "prometheus_client")
"""What the example is made of."""


class Format(StrEnum):
    """Ways in which the results are shown."""

    TEXT = "text"
    JSON = "json"


def drill(
    alerts: Annotated[
        list[str] | None,
        typer.Option(
            "--alert",
            metavar="NAME",
            help="Drill only this alert; may be given more than once.",
            show_default=False,
        ),
    ] = None,
    time_scale: Annotated[
        float,
        typer.Option(metavar="N", min=1, max=120, help="How many times faster the clocks run."),
    ] = SCALE,
    report: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write the results as a page for a browser.", show_default=False
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="How to show the results.")] = Format.TEXT,
    env: options.Environment = None,
    specs: options.Specs = options.DEFAULT_SPECS,
    templates: options.Templates = None,
    timeout: Timeout = PATIENCE,
) -> None:
    """Switch on the fault behind each alert and see who is told: a fire drill, on this machine.

    A real Prometheus and Alertmanager run what is compiled on a clock that is faster, and watch a
    small Task Center that is made to fail. Nothing leaves this machine; it takes some minutes.
    """
    leave(
        lambda: _drill(
            options.read_inputs(specs, templates, env),
            specs,
            _Asked(tuple(alerts or ()), time_scale, report, format, timeout),
        )
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for."""

    alerts: tuple[str, ...]
    scale: float
    report: str | None
    format: Format
    timeout: float


def _drill(inputs: options.Inputs, specs: str, asked: _Asked) -> int:
    from taskcenter_monitor.cli.compiling import compile_inputs
    from taskcenter_monitor.cli.terminal import Progress, report
    from taskcenter_monitor.diagnostics import has_errors
    from taskcenter_monitor.workspace.reports import require_place

    if math.isnan(asked.scale):
        raise UsageFault("--time-scale is no number")
    if asked.report is not None:
        require_place(asked.report)
    with Progress() as tell:
        compiled = compile_inputs(inputs, tell)
    found = compiled.located(compiled.diagnostics)
    if compiled.monitoring is None or has_errors(found):
        report(found, specs, "text", sys.stderr)
        return FAULTS
    plan = _planned(compiled.monitoring, asked.alerts)
    material = _material(compiled, compiled.monitoring)
    gone = _gone_through(plan, material, asked)
    _show(gone, compiled, asked)
    return _code(gone.drill)


def _code(result: Drill) -> int:
    """Raises EnvironmentFault where a failure may be that of the machine; it names the alerts."""
    from taskcenter_monitor.live.drill.machine import complaints
    from taskcenter_monitor.live.drill.results import PASSED

    if result.passed:
        return CLEAN
    slow = next(complaints(result.machine), "")
    if not slow:
        return FAULTS
    failed = [one for one in result.drilled if one.outcome != PASSED]
    names = ", ".join(f"{one.alert} ({one.severity}) {one.outcome}" for one in failed)
    raise EnvironmentFault(f"{names}; but {slow}")


def _gone_through(plan: Plan, material: Material, asked: _Asked) -> Gone:
    """Raises UsageFault where the clocks run too fast for the durations of the specs."""
    from taskcenter_monitor.cli.terminal import Progress
    from taskcenter_monitor.live.drill import drill as go_through
    from taskcenter_monitor.live.drill.clock import Clock, TooShort

    runtime = tools_runtime(asked.timeout)
    live = sys.stderr is not None and sys.stderr.isatty()
    with Progress() if live else nullcontext() as tell:

        def say(line: str) -> None:
            print(f"\r\x1b[K{line}" if live else line, file=sys.stderr, flush=True)

        if tell is not None:
            tell(f"drilling {len(plan.wanted)} alerts")
        try:
            return go_through(plan, material, Clock(factor=asked.scale), runtime, say)
        except TooShort as error:
            raise UsageFault(f"{error}; choose a smaller --time-scale") from error


def _planned(monitoring: Monitoring, names: tuple[str, ...]) -> Plan:
    """What is to be drilled. Raises UsageFault for what there is not, or cannot be drilled."""
    from taskcenter_monitor.live.drill import planned
    from taskcenter_monitor.live.drill.patience import alerting

    known = {rule.alert for group in monitoring.groups for rule in alerting(group)}
    for name in names:
        if name not in known:
            from taskcenter_monitor.cli.naming import unknown_alert

            raise unknown_alert(name, known)
    plan = planned(monitoring.groups, names)
    drilled = {subject.alert for subject in plan.wanted}
    for each in plan.undrilled:
        if each.alert in names and each.alert not in drilled:
            raise UsageFault(f"{each.alert} cannot be drilled: {each.why}")
    if not plan.wanted:
        raise UsageFault("none of the alerts of these specs can be drilled")
    return plan


def _material(compiled: Compiled, monitoring: Monitoring) -> Material:
    """What is handed to the drill. Raises EnvironmentFault where the example cannot run."""
    from taskcenter_monitor import emitters
    from taskcenter_monitor.live.drill import Material
    from taskcenter_monitor.live.drill.company import Example
    from taskcenter_monitor.workspace.reading import carried

    root = carried("examples")
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if not os.path.isdir(os.path.join(root, "taskcenter")):
        missing.append(f"{root}/taskcenter")
    if missing:
        raise EnvironmentFault(
            f"the example service cannot run: {', '.join(missing)} is missing; install it with "
            "pip install 'taskcenter-monitor[drill]'"
        )

    def emit(monitoring: Monitoring, targets: Collection[str]) -> Iterator[Artifact]:
        return emitters.emit(monitoring, compiled.templates.render, targets)

    # The example needs no more of the environment than any program does.
    example = Example(python=sys.executable, root=root, environment=_plain(os.environ))
    return Material(monitoring=monitoring, emit=emit, example=example)


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    """Without settings of telemetry: spans of a drill are nobody's."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(("OTEL_", "TASKCENTER_", "PROMETHEUS_"))
    }


def _show(gone: Gone, compiled: Compiled, asked: _Asked) -> None:
    """Prints the results, then writes the page, where one is wanted and may still fail to be."""
    if asked.format is Format.JSON:
        from taskcenter_monitor.live.drill.report import document

        print(document.render(gone.drill, gone.versions), end="", flush=True)
    else:
        _print_text(gone.drill)
    if asked.report is None:
        return
    from taskcenter_monitor.live.drill.report.page import page
    from taskcenter_monitor.workspace.reports import write_report

    write_report(asked.report, page(gone.drill, compiled.templates.render, gone.versions))
    if asked.format is Format.TEXT:
        print(f"written to {asked.report}")


def _print_text(result: Drill) -> None:
    from taskcenter_monitor.cli.terminal import has_colour
    from taskcenter_monitor.live.drill.report import text
    from taskcenter_monitor.reporters.palettes import COLOURED, PLAIN

    palette = COLOURED if has_colour(sys.stdout) else PLAIN
    columns = os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 0
    print(text.render(result, palette, columns), end="", flush=True)
