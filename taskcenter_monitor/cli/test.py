"""`tcmon test`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave
from taskcenter_monitor.cli.running import PATIENCE, Timeout, tools_runtime
from taskcenter_monitor.errors import UsageFault
from taskcenter_monitor.reporters import REPORTERS

if TYPE_CHECKING:
    from taskcenter_monitor.cli.proofs import Proofs

Format = StrEnum("Format", list(REPORTERS))  # type: ignore[misc]
"""Ways in which results are shown."""
TEXT, JUNIT = Format("text"), Format("junit")


class Part(StrEnum):
    """What is proven; the names are those of the table of proofs."""

    RULES = "rules"
    ROUTES = "routes"
    NOTIFICATIONS = "notifications"
    PANELS = "panels"


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
    """Prove that every alert fires when it must, stays quiet when it must, and reaches somebody;
    and that every panel shows data.

    promtool runs the tests that are generated for every rule; a real Alertmanager is sent every
    alert, of every environment if none is chosen, and writes every notification; a real Prometheus
    with made-up data answers every query of every panel. Nothing leaves this machine.
    """

    def run() -> int:
        if alerts and set(only or ()) - {Part.RULES}:
            raise UsageFault("single alerts are proven by their rules; leave --only out, or them")
        inputs = options.read_inputs(specs, templates, env)
        chosen = only or ([Part.RULES] if alerts else list(Part))
        parts = tuple(part.value for part in Part if part in chosen)
        runtime = tools_runtime(timeout)
        from taskcenter_monitor.cli.proofs import Proofs
        from taskcenter_monitor.cli.terminal import Progress

        with Progress() as tell:
            proofs = Proofs(parts, frozenset(alerts or ()), runtime, tell)
            proofs.gather(inputs)
        return _shown(proofs, specs, format.value)

    leave(run)


def _shown(proofs: Proofs, specs: str, format: str) -> int:
    """Shows everything; the exit code."""
    from taskcenter_monitor.cli.terminal import as_named, report
    from taskcenter_monitor.diagnostics import has_errors, ordered

    found = ordered(proofs.found)
    if format == JUNIT:
        from taskcenter_monitor.reporters.junit import render_cases

        cases = [(name, as_named(case, specs)) for name, case in proofs.cases]
        print(render_cases(cases, [as_named(one, specs) for one in found]), end="")
    else:
        report(found, specs, format, sys.stdout)
    if format == TEXT and not has_errors(found):
        for part, summary in proofs.summaries.items():
            print(f"{part}: {summary}")
    return FAULTS if has_errors(found) else CLEAN
