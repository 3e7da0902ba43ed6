"""Columns of a table at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.reporters.excerpt import visible, width

_BETWEEN = "  "


def aligned(rows: Sequence[Sequence[str]], sides: str) -> Iterator[str]:
    """A line for each row; `sides` has `<` for a column of words and `>` for one of numbers."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = zip(row, widths, sides, strict=True)
        yield _BETWEEN.join(_padded(cell, wide, side) for cell, wide, side in cells).rstrip()


def _padded(cell: str, wide: int, side: str) -> str:
    space = " " * (wide - width(cell))
    return cell + space if side == "<" else space + cell
