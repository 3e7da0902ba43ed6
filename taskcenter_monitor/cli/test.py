"""`tcmon test`."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave
from taskcenter_monitor.cli.running import PATIENCE, Timeout, tools_runtime
from taskcenter_monitor.errors import UsageFault
from taskcenter_monitor.reporters import REPORTERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from taskcenter_monitor.cli.terminal import Progress
    from taskcenter_monitor.diagnostics import Diagnostic
    from taskcenter_monitor.ir.monitoring import Monitoring
    from taskcenter_monitor.pipeline import Compiled
    from taskcenter_monitor.proving import Proven
    from taskcenter_monitor.verifiers.process import Runtime

Format = StrEnum("Format", list(REPORTERS))  # type: ignore[misc]
"""Ways in which results are shown."""
TEXT, JUNIT = Format("text"), Format("junit")


class Part(StrEnum):
    """What is proven; the names are those of the table of proofs."""

    RULES = "rules"
    ROUTES = "routes"
    NOTIFICATIONS = "notifications"


def test(
    alerts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ALERT]...", help="Prove only the rules of these alerts.", show_default=False
        ),
    ] = None,
    only: Annotated[
        list[Part] | None,
        typer.Option(help="Prove only this; may be given more than once.", show_default=False),
    ] = None,
    format: Annotated[Format, typer.Option(help="How to show the results.")] = TEXT,
    env: options.Environment = None,
    specs: options.Specs = options.DEFAULT_SPECS,
    templates: options.Templates = None,
    timeout: Timeout = PATIENCE,
) -> None:
    """Prove that every alert fires when it must, stays quiet when it must, and reaches somebody.

    promtool runs the tests that are generated for every rule; a real Alertmanager is sent every
    alert, of every environment if none is chosen, and writes every notification. Nothing leaves
    this machine.
    """

    def run() -> int:
        inputs = options.read_inputs(specs, templates, env)
        chosen = only or ([Part.RULES] if alerts else list(Part))
        parts = [part.value for part in Part if part in chosen]
        results = _Results(parts, frozenset(alerts or ()), tools_runtime(timeout))
        with _progress() as tell:
            results.gather(inputs, tell)
        return results.shown(specs, format.value)

    leave(run)


def _progress() -> Progress:
    from taskcenter_monitor.cli.terminal import Progress

    return Progress()


class _Results:
    """What came of the chosen proofs, in every environment that was looked at."""

    def __init__(self, parts: list[str], alerts: frozenset[str], runtime: Runtime) -> None:
        self.parts = parts
        self.alerts = alerts
        self.runtime = runtime
        self.found: list[Diagnostic] = []
        self.cases: list[tuple[str, Diagnostic]] = []
        self.summaries: dict[str, str] = {}

    def gather(self, inputs: options.Inputs, tell: Callable[[str], None]) -> None:
        """Proves the chosen environment, and the others where none was and that matters."""
        from taskcenter_monitor.diagnostics import has_errors
        from taskcenter_monitor.proving import EVERYWHERE

        self._prove(inputs, self.parts, tell)
        if has_errors(self.found):
            return
        parts = [part for part in self.parts if part in EVERYWHERE]
        for other in inputs.in_environments() if parts else ():
            self._prove(other, parts, tell)

    def shown(self, specs: str, format: str) -> int:
        """Shows everything; the exit code."""
        from taskcenter_monitor.cli.terminal import as_named, report
        from taskcenter_monitor.diagnostics import has_errors, ordered

        found = ordered(self.found)
        if format == JUNIT:
            from taskcenter_monitor.reporters.junit import render_cases

            cases = [(name, as_named(case, specs)) for name, case in self.cases]
            print(render_cases(cases, [as_named(one, specs) for one in found]), end="")
        else:
            report(found, specs, format, sys.stdout)
        if format == TEXT and not has_errors(found):
            for part, summary in self.summaries.items():
                print(f"{part}: {summary}")
        return FAULTS if has_errors(found) else CLEAN

    def _prove(self, inputs: options.Inputs, parts: list[str], tell: Callable[[str], None]) -> None:
        """Adds what the proofs say of one environment; specs with faults are not proven."""
        from taskcenter_monitor.cli.compiling import compile_inputs
        from taskcenter_monitor.diagnostics import has_errors

        compiled = compile_inputs(inputs, tell)
        from taskcenter_monitor.proving import PROOFS, Subject
        from taskcenter_monitor.verification import verify_offline

        offline = verify_offline(compiled)
        diagnostics = list(offline.diagnostics)
        if compiled.monitoring is not None and not has_errors(diagnostics):
            subject = Subject(
                monitoring=compiled.monitoring,
                artifacts=offline.artifacts,
                templates=compiled.templates,
                alerts=self.alerts,
            )
            self._require_known(compiled.monitoring)
            for part in parts:
                proven = PROOFS[part](subject, self.runtime, tell)
                diagnostics += proven.diagnostics
                self._note(part, inputs.environment, proven, compiled)
        known = set(self.found)
        for one in compiled.located(tuple(diagnostics)):
            if one not in known:
                self.found.append(_named(one, inputs.environment))

    def _require_known(self, monitoring: Monitoring) -> None:
        """Raises UsageFault for an alert that there is not."""
        from taskcenter_monitor.ir.rules import AlertingRule

        known = {
            rule.alert
            for group in monitoring.groups
            for rule in group.rules
            if isinstance(rule, AlertingRule)
        }
        for alert in sorted(self.alerts - known):
            from taskcenter_monitor.spec.faults import nearest

            hint = nearest(alert, sorted(known))
            raise UsageFault(f"there is no alert {alert!r}{f'; {hint}' if hint else ''}")

    def _note(self, part: str, environment: str | None, proven: Proven, compiled: Compiled) -> None:
        suffix = f" ({environment})" if environment else ""
        self.summaries[f"{part}{suffix}"] = proven.summary
        for case in proven.cases:
            (located,) = compiled.located((case.diagnostic,))
            self.cases.append((case.name, located))


def _named(diagnostic: Diagnostic, environment: str | None) -> Diagnostic:
    if environment is None:
        return diagnostic
    return replace(diagnostic, message=f"{diagnostic.message} (--env {environment})")
