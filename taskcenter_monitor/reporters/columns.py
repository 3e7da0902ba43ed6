"""Columns of a table at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile

from taskcenter_monitor.reporters.excerpt import visible, width

BETWEEN = "  "
_MORE = "…"


def aligned(rows: Sequence[Sequence[str]], sides: str) -> Iterator[str]:
    """A line for each row; `sides` has `<` for a column of words and `>` for one of numbers."""
    for row in padded(rows, sides):
        yield BETWEEN.join(row).rstrip()


def padded(rows: Sequence[Sequence[str]], sides: str) -> Iterator[list[str]]:
    """The cells of each row, all of a column equally wide: coloured before they are joined."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = zip(row, widths, sides, strict=True)
        yield [_padded(cell, wide, side) for cell, wide, side in cells]


def cut(text: str, most: int) -> str:
    """Text that takes at most so many columns; what is left out is shown as `…`."""
    shown = visible(text)
    if width(shown) <= most:
        return shown
    widths = accumulate(map(width, shown))
    kept = sum(1 for _ in takewhile(lambda columns: columns < most, widths))
    return f"{shown[:kept].rstrip()}{_MORE}"


def folded(text: str, most: int) -> list[str]:
    """Lines of at most so many columns, broken between words, or within one that is too long."""
    lines = [""]
    for word in visible(text).split():
        for piece in _pieces(word, most):
            longer = f"{lines[-1]} {piece}" if lines[-1] else piece
            if width(longer) <= most:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, most: int) -> Iterator[str]:
    """A word that fits in one piece, another one as full lines and a rest."""
    piece = ""
    for character in word:
        if piece and width(piece + character) > most:
            yield piece
            piece = ""
        piece += character
    yield piece


def _padded(cell: str, wide: int, side: str) -> str:
    space = " " * (wide - width(cell))
    return cell + space if side == "<" else space + cell
