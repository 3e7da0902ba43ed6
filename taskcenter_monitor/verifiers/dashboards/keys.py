"""Keys and values that Grafana does not know, or no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from taskcenter_monitor.verifiers.dashboards.board_shapes import (
    ANNOTATION,
    DASHBOARD,
    PANEL,
    QUERIES,
    ROW,
    VARIABLE,
)
from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    everything,
    inner,
    marks,
    part_of,
    queries,
    text,
    variables,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.panel_shapes import KINDS
from taskcenter_monitor.verifiers.dashboards.shapes import (
    Mismatch,
    Path,
    Shape,
    dotted,
    mismatches,
)

_OLD = "what Grafana does not know it drops, or a migration of old dashboards makes a guess"


@dataclass(frozen=True, slots=True)
class _Subject:
    """A piece of a dashboard with the shape that it should have."""

    value: Any
    shape: Shape
    part: str
    words: str
    prefix: Path = ()


_Subjects = Callable[[Board], Iterator[_Subject]]


def _dashboard(board: Board) -> Iterator[_Subject]:
    yield _Subject(board.data, DASHBOARD, "", "the dashboard")
    for annotation in marks(board):
        yield _Subject(annotation, ANNOTATION, "", f"annotation {text(annotation, 'name')}")


def _panels(board: Board) -> Iterator[_Subject]:
    for panel in everything(board):
        part, words = part_of(panel), words_of(panel)
        kind = panel.get("type")
        yield _Subject(panel, ROW if kind == "row" else PANEL, part, words)
        known = KINDS.get(kind) if isinstance(kind, str) else None
        if known is None:
            continue
        yield _Subject(panel.get("options"), known.options, part, words, ("options",))
        custom = inner(panel, "fieldConfig", "defaults").get("custom")
        prefix = ("fieldConfig", "defaults", "custom")
        yield _Subject(custom, known.custom, part, words, prefix)


def _queries(board: Board) -> Iterator[_Subject]:
    for query in queries(board):
        if query.source in QUERIES:
            yield _Subject(query.data, QUERIES[query.source], query.part, query.words)


def _variables(board: Board) -> Iterator[_Subject]:
    for variable in variables(board):
        name = text(variable, "name")
        yield _Subject(variable, VARIABLE, f"variable {name}", f"variable {name}")


def _found(subjects: Iterator[_Subject]) -> Iterator[tuple[_Subject, Mismatch]]:
    for subject in subjects:
        for mismatch in mismatches(subject.value, subject.shape, subject.prefix):
            yield subject, mismatch


def _unknown(subjects: _Subjects) -> Callable[[Board, Known], Iterator[Fault]]:
    def find(board: Board, _: Known) -> Iterator[Fault]:
        for subject, mismatch in _found(subjects(board)):
            if mismatch.key:
                name = dotted((*mismatch.path, mismatch.key))
                yield Fault(subject.part, f"{subject.words} has the unknown key {name}", _OLD)

    return find


def _wrong(subjects: _Subjects) -> Callable[[Board, Known], Iterator[Fault]]:
    def find(board: Board, _: Known) -> Iterator[Fault]:
        for subject, mismatch in _found(subjects(board)):
            if not mismatch.key:
                place = dotted(mismatch.path)
                says = f"{place} {mismatch.message}" if place else mismatch.message
                yield Fault(subject.part, f"{subject.words}: {says}")

    return find


LINTS = (
    Lint(
        "dashboard/key",
        "Keys of old versions or with typos have no effect, or are migrated in unforeseen ways.",
        _unknown(_dashboard),
    ),
    Lint(
        "dashboard/value",
        "A value of another type, or a missing one, breaks the page or is replaced by a default.",
        _wrong(_dashboard),
    ),
    Lint(
        "panel/key",
        "A key that this kind of panel does not have is an intention that nobody sees.",
        _unknown(_panels),
    ),
    Lint(
        "panel/value",
        "A panel that gets a text where it wants a list crashes in the browser.",
        _wrong(_panels),
    ),
    Lint(
        "query/key",
        "Old keys such as intervalFactor and step halve the resolution or do nothing.",
        _unknown(_queries),
    ),
    Lint(
        "query/value",
        "A query with a value of the wrong type is not sent, or not as it was meant.",
        _wrong(_queries),
    ),
    Lint(
        "variable/key",
        "Keys such as useTags went with old versions; a variable must not depend on them.",
        _unknown(_variables),
    ),
    Lint(
        "variable/value",
        "A variable that cannot be read stays empty, and with it every panel that uses it.",
        _wrong(_variables),
    ),
)
