"""Lints of dashboards: what Grafana would drop, migrate by guess, crash on or show as nothing.

Nothing here starts a program or asks a server. The facts are those of Grafana 13.2; the rules are
our own and those of Grafana's dashboard linter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers.dashboards import (
    fields,
    identity,
    keys,
    kinds,
    layout,
    links,
    loki,
    overrides,
    queries,
    series,
    sources,
    thresholds,
    variables,
)
from taskcenter_monitor.verifiers.dashboards.boards import Known, read
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint

__all__ = ["FINDINGS", "LINTS", "Known", "Lint", "verify"]

_UNREADABLE = "dashboard/json"

LINTS: tuple[Lint, ...] = (
    *identity.LINTS,
    *keys.LINTS,
    *kinds.LINTS,
    *layout.LINTS,
    *fields.LINTS,
    *thresholds.LINTS,
    *overrides.LINTS,
    *sources.LINTS,
    *queries.LINTS,
    *series.LINTS,
    *loki.LINTS,
    *variables.LINTS,
    *links.LINTS,
)
"""Every lint, in the order in which they are asked."""

FINDINGS: Mapping[str, str] = {
    _UNREADABLE: "A file that is no JSON object is no dashboard.",
    **{lint.id: lint.why for lint in sorted(LINTS, key=lambda lint: lint.id)},
}
"""Every id under which something is said about dashboards, and why it matters."""


def verify(artifacts: Sequence[Artifact], known: Known) -> Iterator[Diagnostic]:
    """All that is wrong with the dashboards among the artifacts."""
    for board in read(artifacts):
        if isinstance(board, Artifact):
            yield _told(_UNREADABLE, Fault("", "this is no JSON object"), board)
            continue
        for lint in LINTS:
            for fault in lint.find(board, known):
                yield _told(lint.id, fault, board.artifact)


def _told(check: str, fault: Fault, artifact: Artifact) -> Diagnostic:
    found = f"found in {artifact.path}"
    return Diagnostic(
        check=check,
        message=fault.message,
        place=dict(artifact.origins).get(fault.part, artifact.origin),
        help=f"{fault.help}; {found}" if fault.help else found,
    )
