"""A source line with marks under a stretch of it, as a terminal shows them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.reporters.palettes import Palette

TAB = "    "
"""A tab is as wide as the terminal likes, so it is shown as something of a known width."""
BEFORE, LENGTH = 60, 160
"""Characters that are shown before the stretch, and in all, of a line that is too long."""

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The visible text of a line, and the marks that belong under it."""

    text: str
    marks: str


def excerpt(span: Span) -> Excerpt:
    """The first line of a stretch, cut around it where it is too long."""
    source = span.source.rstrip("\r\n")
    start = min(max(span.column - 1, 0), len(source))
    end = span.end_column - 1 if span.end_line == span.line else len(source)
    end = min(max(end, start), len(source))
    first = max(start - BEFORE, 0) if len(source) > LENGTH else 0
    shown = source[first : first + LENGTH]
    left = "…" if first else ""
    right = "…" if first + LENGTH < len(source) else ""
    indent = left + visible(source[first:start])
    marked = visible(source[start : min(end, first + LENGTH)])
    return Excerpt(
        text=f"{left}{visible(shown)}{right}".rstrip(),
        marks=" " * width(indent) + "^" * max(width(marked), 1),
    )


def visible(text: str) -> str:
    """Text that cannot move the cursor, change colours or turn the reading direction round."""
    return _UNSAFE.sub("\ufffd", text.replace("\t", TAB))


def width(text: str) -> int:
    """The number of columns that a terminal needs: Chinese takes two, a combining mark none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def place(span: Span, palette: Palette) -> str:
    """Where something was written, to stand at the end of a line."""
    return f"  {palette.margin}{visible(span.file)}:{span.line}{palette.end}"
