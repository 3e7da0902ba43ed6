"""`tcmon explain`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.naming import unknown_alert
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave

if TYPE_CHECKING:
    from taskcenter_monitor.ir.explanation import Explanation
    from taskcenter_monitor.pipeline import Compiled
    from taskcenter_monitor.spec.project import Project


class Format(StrEnum):
    """Ways in which an explanation is shown."""

    TEXT = "text"
    JSON = "json"


def explain(
    alert: Annotated[str, typer.Argument(metavar="ALERT", help="The name of an alert.")],
    format: Annotated[Format, typer.Option(help="How to show it.")] = Format.TEXT,
    env: options.Environment = None,
    specs: options.Specs = options.DEFAULT_SPECS,
    templates: options.Templates = None,
) -> None:
    """Show the path of an alert: what it computes, when it fires, who is told and how soon.

    Times are worst cases, from the fault on, with their summands. Nothing is asked of a server and
    nothing is written.
    """
    leave(lambda: _explain(alert, options.read_inputs(specs, templates, env), specs, format))


def _explain(alert: str, inputs: options.Inputs, specs: str, format: Format) -> int:
    from taskcenter_monitor.cli.compiling import compile_inputs
    from taskcenter_monitor.cli.terminal import Progress, report
    from taskcenter_monitor.diagnostics import Level

    with Progress() as tell:
        compiled = compile_inputs(inputs, tell)
        if compiled.project is not None:
            _require(alert, compiled.project)
        tell("explaining")
        explanation = _explanation(compiled, alert, specs)
    # What is only warned of says nothing about this alert.
    faults = [one for one in compiled.located(compiled.diagnostics) if one.level is Level.ERROR]
    report(faults, specs, "text", sys.stderr)
    if explanation is not None:
        print(_rendered(explanation, format), end="")
    return FAULTS if faults else CLEAN


def _explanation(compiled: Compiled, alert: str, specs: str) -> Explanation | None:
    """None where the specs are faulty."""
    if compiled.project is None or compiled.drafted is None:
        return None
    from taskcenter_monitor.cli.terminal import place_as_named
    from taskcenter_monitor.explain import explain as explained
    from taskcenter_monitor.explain.material import Material

    material = Material(
        project=compiled.project,
        monitoring=compiled.drafted,
        promql=compiled.templates.promql,
        span=lambda origin: place_as_named(compiled.sources.span(origin), specs),
    )
    return explained(material, alert)


def _require(alert: str, project: Project) -> None:
    """Raises UsageFault where there is no such alert; one that cannot be read is another fault."""
    from taskcenter_monitor.checks.alarms import severities

    known = severities(project)
    if alert not in known and alert not in project.unreadable:
        raise unknown_alert(alert, known)


def _rendered(explanation: Explanation, format: Format) -> str:
    if format is Format.JSON:
        from taskcenter_monitor.explain import document

        return document.render(explanation)
    from taskcenter_monitor.cli.terminal import has_colour
    from taskcenter_monitor.explain import text
    from taskcenter_monitor.reporters.palettes import COLOURED, PLAIN

    coloured = has_colour(sys.stdout)
    return text.render(explanation, options.DEFAULT_OUT, COLOURED if coloured else PLAIN)
