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

FINDINGS: Mapping[str, str] = {
    "rules/duplicate": "Two rules that write one series overwrite each other; promtool says 0.",
    "files/missing": "A glob of the configuration that matches nothing loads nothing, silently.",
    "files/unread": "A generated file that no glob matches is never loaded.",
    "templates/undefined": "A message whose template is missing is not sent at all.",
    "secrets/place": "A secret is mounted under /run/secrets; elsewhere it may be committed.",
    "proof/failed": "A rule does not do what the spec says, as its generated test shows.",
    "proof/missing": "A rule that no test makes fire, or sees stay quiet, proves nothing.",
    "proof/impossible": "No series could be made up for a test, so nothing is proven.",
    "proof/unread": "Texts that nobody compares may print nonsense when they are needed.",
    "proof/vacuous": "promtool passes such a test whatever the rules do.",
    "promtool/rule": "promtool refuses this rule.",
    "promtool/file": "promtool refuses this part of a file, and with it the whole file.",
    "promtool/duplicate": "promtool finds the same rule twice in one file.",
    "promtool/output": "promtool says something that nobody has foreseen; it is shown as it came.",
    "promtool/version": "An older promtool cannot prove what a newer Prometheus will read.",
    "amtool/config": "amtool refuses this part of the configuration.",
    "amtool/template": "amtool refuses this notification template.",
    "amtool/output": "amtool says something that nobody has foreseen; it is shown as it came.",
    "amtool/version": "An older amtool cannot prove what a newer Alertmanager will read.",
    "telemetry/policy": "Services refuse a policy as a whole, and go on with the one before.",
    "telemetry/endless": "While one search goes on for years the whole service stands still.",
    "telemetry/plain": "An id that is hidden is found by nobody, though the spec says otherwise.",
    "telemetry/example": "What is to be hidden is not, or what people search for is.",
    "telemetry/metrics": "Services refuse a catalogue as a whole, and count by one of their own.",
    "telemetry/unproven": "Without the library that services use, nobody has tried the policy.",
}
"""Every id under which something is said about generated files, and why it matters."""


def verify(artifacts: Sequence[Artifact], bench: Bench) -> tuple[Diagnostic, ...]:
    """All that the tool on the bench finds wrong. Raises EnvironmentFault when it cannot work."""
    found: tuple[Diagnostic, ...] = import_module(VERIFIERS[bench.tool.name]).verify(
        artifacts, bench
    )
    return found
