"""Data sources: chosen by a variable everywhere, of the type that is asked."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    entries,
    inner,
    marks,
    panels,
    part_of,
    text,
    variables,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.kinds import WITHOUT_QUERIES
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.shapes import shown


def _wrong(source: object, board: Board) -> str:
    """What is wrong with a data source, "" for nothing."""
    if not isinstance(source, dict):
        return f"has the data source {shown(source)}, not an object of type and uid"
    kind, uid = text(source, "type"), text(source, "uid")
    for variable in variables(board):
        if uid == f"${{{text(variable, 'name')}}}" and variable.get("type") == "datasource":
            wanted = text(variable, "query")
            return "" if kind == wanted else f"asks {wanted} as if it were {kind or 'nothing'}"
    return f"has the data source {shown(uid)}, which no variable chooses"


def _panel(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        if "datasource" not in panel and panel.get("type") in WITHOUT_QUERIES:
            continue
        fault = _wrong(panel.get("datasource"), board)
        if fault:
            yield Fault(part_of(panel), f"{words_of(panel)} {fault}")


def _query(board: Board, _: Known) -> Iterator[Fault]:
    for panel in panels(board):
        for target in entries(panel, "targets"):
            fault = _wrong(target["datasource"], board) if "datasource" in target else ""
            if fault:
                name = target.get("refId") or "?"
                yield Fault(part_of(panel), f"query {name} of {words_of(panel)} {fault}")


def _choice(board: Board, _: Known) -> Iterator[Fault]:
    for variable in variables(board):
        if variable.get("type") == "query":
            fault = _wrong(variable.get("datasource"), board)
            if fault:
                name = text(variable, "name")
                yield Fault(f"variable {name}", f"the variable {name} {fault}")


def _annotation(board: Board, _: Known) -> Iterator[Fault]:
    seen: set[str] = set()
    for mark in marks(board):
        name = text(mark, "name")
        for fault in _annotated(mark, board):
            yield Fault("", f"annotation {name!r} {fault}")
        if name in seen:
            yield Fault("", f"two annotations are called {name!r}")
        seen.add(name)


def _annotated(mark: Object, board: Board) -> Iterator[str]:
    fault = _wrong(mark.get("datasource"), board)
    if fault:
        yield fault
    for key, now in (("expr", "target.expr"), ("step", "target.interval")):
        if key in mark:
            yield f"has {key}, which has become {now}"
    target = inner(mark, "target")
    if not text(target, "expr").strip() or not text(target, "refId"):
        yield "has no target with expr and refId"
    if not text(mark, "iconColor"):
        yield "has no colour"


LINTS = (
    Lint(
        "panel/datasource",
        "A fixed data source exists in one Grafana only; a text is a name of years ago.",
        _panel,
    ),
    Lint("query/datasource", "A query asks where its panel asks, by the same choice.", _query),
    Lint("variable/source", "A list from another source offers what no panel has.", _choice),
    Lint(
        "dashboard/annotation",
        "An annotation in the old form is migrated by luck, or marks nothing.",
        _annotation,
    ),
)
