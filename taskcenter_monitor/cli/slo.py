"""`tcmon slo`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.naming import unknown_slo
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from taskcenter_monitor.pipeline import Compiled
    from taskcenter_monitor.slos.told import ToldSlo


class Format(StrEnum):
    """Ways in which error budgets are shown."""

    TEXT = "text"
    JSON = "json"


def slo(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Names of SLOs; all of them without any."),
    ] = None,
    format: Annotated[Format, typer.Option(help="How to show them.")] = Format.TEXT,
    env: options.Environment = None,
    specs: options.Specs = options.DEFAULT_SPECS,
    templates: options.Templates = None,
) -> None:
    """Show error budgets: how large they are, and how soon somebody hears when they burn.

    Everything follows from slos.yaml and windows.yaml. Nothing is asked of a server and nothing is
    written.
    """
    leave(lambda: _slo(names or [], options.read_inputs(specs, templates, env), specs, format))


def _slo(names: Sequence[str], inputs: options.Inputs, specs: str, format: Format) -> int:
    from taskcenter_monitor.cli.compiling import compile_inputs
    from taskcenter_monitor.cli.terminal import Progress, report
    from taskcenter_monitor.diagnostics import Level

    with Progress() as tell:
        compiled = compile_inputs(inputs, tell)
        if compiled.project is not None:
            _require(names, compiled.project.slos, compiled.project.unreadable)
    # What is only warned of changes no budget.
    faults = [one for one in compiled.located(compiled.diagnostics) if one.level is Level.ERROR]
    report(faults, specs, "text", sys.stderr)
    if compiled.drafted is not None:
        found = _told(compiled, names, specs)
        print(_rendered(found, inputs.environment, specs, format), end="")
    return FAULTS if faults else CLEAN


def _told(compiled: Compiled, names: Sequence[str], specs: str) -> tuple[ToldSlo, ...]:
    """None of them where the specs have none."""
    from taskcenter_monitor.cli.terminal import place_as_named
    from taskcenter_monitor.slos import told

    if compiled.drafted is None:
        return ()
    spans = compiled.sources.span
    return tuple(told(compiled.drafted, names, lambda origin: place_as_named(spans(origin), specs)))


def _require(names: Sequence[str], known: Collection[str], unreadable: Collection[str]) -> None:
    """Raises UsageFault for a name that no SLO has; one that cannot be read is another fault."""
    for name in names:
        if name not in known and name not in unreadable:
            raise unknown_slo(name, known)


def _rendered(
    found: tuple[ToldSlo, ...], environment: str | None, specs: str, format: Format
) -> str:
    if format is Format.JSON:
        from taskcenter_monitor.slos import document

        return document.render(found, environment)
    if not found:
        return f"no SLOs: {specs.rstrip('/')}/slos.yaml has none\n"
    from taskcenter_monitor.cli.terminal import has_colour
    from taskcenter_monitor.reporters.palettes import COLOURED, PLAIN
    from taskcenter_monitor.slos import text

    return text.render(found, environment, COLOURED if has_colour(sys.stdout) else PLAIN)
