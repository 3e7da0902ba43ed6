"""External checkers of the generated files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.artifact import Artifact

if TYPE_CHECKING:
    # Whoever works offline starts no program, and needs nothing that does.
    from taskcenter_monitor.verifiers.bench import Bench

VERIFIERS: Mapping[str, str] = {
    "promtool": "taskcenter_monitor.verifiers.promtool",
    "amtool": "taskcenter_monitor.verifiers.amtool",
}
"""Tool to the module that asks it, loaded only when it is needed."""


def verify(artifacts: Sequence[Artifact], bench: Bench) -> tuple[Diagnostic, ...]:
    """All that the tool on the bench finds wrong. Raises EnvironmentFault when it cannot work."""
    found: tuple[Diagnostic, ...] = import_module(VERIFIERS[bench.tool.name]).verify(
        artifacts, bench
    )
    return found
