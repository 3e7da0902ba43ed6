"""Where panels stand: Grafana pulls up what hangs in the air, and hides what lies underneath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    entries,
    everything,
    inner,
    part_of,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint

COLUMNS = 24
_TALLEST = 40


@dataclass(frozen=True, slots=True)
class _Placed:
    """A panel or a row with its place; `y` counts downwards."""

    panel: Object
    x: int
    y: int
    w: int
    h: int

    def overlaps(self, other: _Placed) -> bool:
        across = self.x < other.x + other.w and other.x < self.x + self.w
        return across and self.y < other.y + other.h and other.y < self.y + self.h

    @property
    def is_row(self) -> bool:
        return self.panel.get("type") == "row"


def _placed(board: Board) -> list[_Placed]:
    """All that has a whole place; what has none is a fault of its values."""
    found = []
    for panel in everything(board):
        place = inner(panel, "gridPos")
        x, y, w, h = (place.get(key) for key in "xywh")
        if _is_whole(x) and _is_whole(y) and _is_whole(w) and _is_whole(h):
            found.append(_Placed(panel, x, y, w, h))
    return found


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _inside(board: Board, _: Known) -> Iterator[Fault]:
    for one in _placed(board):
        right = one.x >= 0 and one.y >= 0 and one.w >= 1 and one.x + one.w <= COLUMNS
        if not right or not 1 <= one.h <= _TALLEST:
            message = f"{words_of(one.panel)} at x {one.x}, {one.w} wide and {one.h} high, leaves"
            yield Fault(part_of(one.panel), f"{message} the grid of {COLUMNS} columns")


def _overlap(board: Board, _: Known) -> Iterator[Fault]:
    placed = sorted(_placed(board), key=lambda one: one.y)
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            if other.y >= one.y + one.h:
                break
            if one.overlaps(other):
                message = f"{words_of(other.panel)} lies over {words_of(one.panel)}"
                yield Fault(part_of(other.panel), message)


def _sections(placed: Sequence[_Placed]) -> Iterator[tuple[_Placed | None, list[_Placed]]]:
    """Each row with the panels that follow it in the file."""
    row: _Placed | None = None
    panels: list[_Placed] = []
    for one in placed:
        if one.is_row:
            yield row, panels
            row, panels = one, []
        else:
            panels.append(one)
    yield row, panels


def _filled(board: Board, _: Known) -> Iterator[Fault]:
    for _row, panels in _sections(_placed(board)):
        lines: dict[int, int] = {}
        for one in panels:
            for y in range(one.y, one.y + min(one.h, _TALLEST)):
                lines[y] = lines.get(y, 0) + one.w
        blamed: set[str] = set()
        for y in sorted(lines):
            first = next(one for one in panels if one.y <= y < one.y + one.h)
            if lines[y] < COLUMNS and part_of(first.panel) not in blamed:
                blamed.add(part_of(first.panel))
                message = f"the line of {words_of(first.panel)} fills {lines[y]} of {COLUMNS}"
                yield Fault(part_of(first.panel), f"{message} columns")


def _headers(board: Board, _: Known) -> Iterator[Fault]:
    end = 0
    for row, panels in _sections(_placed(board)):
        if row is not None:
            yield from _header(row, panels, end)
        end = max((one.y + one.h for one in panels), default=end if row is None else row.y + row.h)


def _header(row: _Placed, panels: Sequence[_Placed], end: int) -> Iterator[Fault]:
    part, words = part_of(row.panel), words_of(row.panel)
    if (row.x, row.w, row.h) != (0, COLUMNS, 1):
        yield Fault(part, f"{words} is no line of its own: {COLUMNS} columns wide and 1 high")
    if not panels:
        yield Fault(part, f"{words} has no panels")
    if row.y < end or any(one.y <= row.y for one in panels):
        yield Fault(part, f"{words} does not stand between the panels before it and its own")
    if bool(entries(row.panel, "panels")) is not (row.panel.get("collapsed") is True):
        message = f"{words} is open with panels inside, or closed with none"
        yield Fault(
            part, message, "panels of an open row stand behind it, those of a closed inside"
        )


LINTS = (
    Lint("panel/grid", "What leaves the grid is cut off or moved.", _inside),
    Lint("panel/overlap", "Of two panels at one place Grafana moves one somewhere else.", _overlap),
    Lint(
        "panel/line",
        "A hole in a line looks like a panel that is missing, and Grafana pulls up what is below.",
        _filled,
    ),
    Lint(
        "panel/row",
        "A row that does not stand right before its panels folds away others, or none.",
        _headers,
    ),
)
