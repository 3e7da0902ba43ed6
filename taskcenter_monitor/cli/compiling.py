"""From what a command has read to what the specs yield."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from taskcenter_monitor.ahead import ReadAhead
from taskcenter_monitor.cli.options import Inputs

if TYPE_CHECKING:
    from taskcenter_monitor.pipeline import Compiled


def compile_inputs(inputs: Inputs, tell: Callable[[str], None]) -> Compiled:
    """Everything up to the values that the files are made of."""
    # Begun before the import, which takes about as long as reading the specs.
    with ReadAhead(inputs.specs.files, inputs.environment) as ahead:
        from taskcenter_monitor.pipeline import compile_specs

        return compile_specs(inputs.specs, inputs.templates, inputs.environment, ahead, tell)
