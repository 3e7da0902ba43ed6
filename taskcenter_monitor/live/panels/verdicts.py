"""What is said about panels without data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.dashboards import Dashboard, Variable
from taskcenter_monitor.live.panels.asking import Answer, Question
from taskcenter_monitor.live.seeding.recorded import RefusedRule

FINDINGS: Mapping[str, str] = {
    "panel/no-data": "A panel that stays empty while everything works is taken for a system at"
    " rest, and nobody notices when it is not.",
    "panel/query-refused": "Prometheus refuses the query, so the panel shows an error and no data.",
    "variable/no-values": "A variable without anything to choose narrows every panel to nothing.",
}
"""What panels are reported for, and why it matters."""

_SHOWN = 400
"""Characters of a query that a message shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One query; `fault` is None where it shows data."""

    name: str
    question: Question
    fault: Diagnostic | None


def shown(question: Question, answer: Answer) -> Shown:
    """What came of a question."""
    return Shown(name=_name(question), question=question, fault=_fault(question, answer))


def refused_rule(rule: RefusedRule) -> Diagnostic:
    """A recorded series that panels read and that there never will be."""
    return Diagnostic(
        check="panel/query-refused",
        message=f"panels read {rule.record}, which Prometheus cannot work out: {rule.reason}",
        place=rule.origin,
    )


def no_values(dashboard: Dashboard, variable: Variable, reason: str) -> Diagnostic:
    """A variable with nothing to choose."""
    why = f": Prometheus says {reason}" if reason else ""
    return Diagnostic(
        check="variable/no-values",
        message=f"variable {variable.name} of dashboard {dashboard.name} offers no value{why}",
        place=variable.origin,
        help=f"no series of {variable.selector} has the label {variable.label}; the made-up data"
        " has every metric of metrics.yaml on every target of scrape.yaml",
    )


def _name(question: Question) -> str:
    return f"{question.dashboard.name}, {question.panel.name}: query {question.query.ref}"


def _fault(question: Question, answer: Answer) -> Diagnostic | None:
    where = f"panel {question.panel.name} of dashboard {question.dashboard.name}"
    asked = " ".join(answer.asked.split())
    asked = asked if len(asked) <= _SHOWN else f"{asked[:_SHOWN]}..."
    if answer.reason:
        return Diagnostic(
            check="panel/query-refused",
            message=f"Prometheus refuses query {question.query.ref} of {where}: {answer.reason}",
            place=question.query.origin,
            help=f"it was asked {asked}",
        )
    if answer.without:
        rows = "no rows but those of the constant after `or`" if answer.constant else "no rows"
        return Diagnostic(
            check="panel/no-data",
            message=f"query {question.query.ref} of {where} has {rows} with {answer.without}",
            place=question.query.origin,
            help=f"it was asked {asked}; look for a label, a job or a value that no series has",
        )
    return None
