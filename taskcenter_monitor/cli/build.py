"""`tcmon build`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor import __version__
from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave
from taskcenter_monitor.workspace.idle import inputs_digest, is_idle, remember
from taskcenter_monitor.workspace.writing import Difference, Output

if TYPE_CHECKING:
    from collections.abc import Callable

    from taskcenter_monitor.diagnostics import Diagnostic

_MOST_LISTED = 20


def build(
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit 1 and list what is stale."),
    ] = False,
    env: options.Environment = None,
    specs: options.Specs = options.DEFAULT_SPECS,
    templates: options.Templates = None,
    out: options.Out = options.DEFAULT_OUT,
) -> None:
    """Compile the specs into rules, configurations and runbooks.

    Files are replaced only when their content changed; a failed build leaves the output as it was.
    """

    def run() -> int:
        options.check_output(out, specs, templates)
        return _build(options.read_inputs(specs, templates, env), specs, out, check)

    leave(run)


def _build(inputs: options.Inputs, specs: str, out: str, check: bool) -> int:
    digest = inputs_digest(
        (inputs.specs.files, inputs.templates.files), (inputs.environment or "",)
    )
    sound = not (inputs.specs.diagnostics or inputs.templates.diagnostics)
    if sound and is_idle(out, digest):
        print(f"{out} is up to date")
        return CLEAN
    from taskcenter_monitor.cli.terminal import Progress, report

    output = Output(out, __version__)
    with Progress() as tell:
        difference, diagnostics = _compiled(inputs, output.compare if check else output.write, tell)
    report(diagnostics, specs, "text", sys.stderr)
    if difference is None:
        return FAULTS
    if check:
        return _stale(difference, out)
    if not diagnostics:
        # What has been warned of is said again next time.
        remember(out, digest)
    _tell_of(difference, out)
    return CLEAN


def _compiled(
    inputs: options.Inputs,
    take: Callable[..., Difference],
    tell: Callable[[str], None],
) -> tuple[Difference | None, tuple[Diagnostic, ...]]:
    """Hands the files to `take`; there is no difference where the specs are faulty."""
    from taskcenter_monitor.cli.compiling import compile_inputs

    compiled = compile_inputs(inputs, tell)
    from taskcenter_monitor.pipeline import template_fault
    from taskcenter_monitor.templating import TemplateFault

    if compiled.monitoring is None:
        return None, compiled.located(compiled.diagnostics)
    tell("writing")
    try:
        difference = take(*compiled.parts())
    except TemplateFault as error:
        fault = template_fault(error, compiled.templates)
        return None, compiled.located((*compiled.diagnostics, fault))
    return difference, compiled.located(compiled.diagnostics)


def _stale(difference: Difference, out: str) -> int:
    if difference.is_empty:
        print(f"{out} is up to date")
        return CLEAN
    print(f"{out} is stale; run `tcmon build`:")
    _list(difference, len(difference))
    return FAULTS


def _tell_of(difference: Difference, out: str) -> None:
    if difference.is_empty:
        print(f"{out} is up to date")
        return
    print(f"{out}: {len(difference)} file{'s'[: len(difference) != 1]} written or removed")
    _list(difference, _MOST_LISTED)


def _list(difference: Difference, most: int) -> None:
    lines = [f"  {word} {path}" for word, path in difference]
    for line in lines[:most]:
        print(line)
    if len(lines) > most:
        print(f"  and {len(lines) - most} more")
