"""From what a command has read to what the specs yield."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from taskcenter_monitor.ahead import ReadAhead
from taskcenter_monitor.cli.options import Inputs

if TYPE_CHECKING:
    from taskcenter_monitor.diagnostics import Diagnostic
    from taskcenter_monitor.pipeline import Compiled


def faults_of_environments(
    inputs: Inputs, known: Collection[Diagnostic], tell: Callable[[str], None]
) -> Iterator[Diagnostic]:
    """What is wrong only in an environment, for all of them where none was chosen."""
    for other in inputs.in_environments():
        compiled = compile_inputs(other, tell)
        for diagnostic in compiled.located(compiled.diagnostics):
            if diagnostic not in known:
                yield replace(
                    diagnostic, message=f"{diagnostic.message} (--env {other.environment})"
                )


def compile_inputs(inputs: Inputs, tell: Callable[[str], None]) -> Compiled:
    """Everything up to the values that the files are made of."""
    # Begun before the import, which takes about as long as reading the specs.
    with ReadAhead(inputs.specs.files) as ahead:
        from taskcenter_monitor.pipeline import compile_specs

        return compile_specs(inputs.specs, inputs.templates, inputs.environment, ahead, tell)
