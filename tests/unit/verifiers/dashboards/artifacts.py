"""Dashboards as artifacts, as the emitter would write them down."""

from __future__ import annotations

import json
from typing import Any

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers.dashboards import Known, verify
from taskcenter_monitor.verifiers.dashboards.boards import Board, entries, part_of, variables

_EMPTY = Artifact(path="", text="", origin=Origin(""))

Boards = dict[str, dict[str, Any]]
"""Dashboards that stand beside each other, by the names of their files."""


def artifact(name: str, board: dict[str, Any]) -> Artifact:
    """A dashboard whose panels, rows and variables were each written somewhere."""
    chosen = variables(Board(_EMPTY, board))
    parts = [part_of(one) for one in entries(board, "panels")]
    parts += [f"variable {one.get('name')}" for one in chosen]
    return Artifact(
        path=f"grafana/dashboards/{name}",
        text=json.dumps(board),
        origin=Origin(name),
        origins=tuple((part, Origin(name, (part,))) for part in parts),
    )


def found(boards: Boards, known: Known) -> list[Diagnostic]:
    """All that is wrong with some dashboards."""
    return list(verify([artifact(name, board) for name, board in boards.items()], known))
