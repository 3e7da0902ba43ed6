"""Finds the line of a template source that a line of its output, or of a message, came from.

A notification template goes through two hands: Jinja turns the source into the template that is
shipped, Alertmanager turns that into a message. Both leave the text around their marks as it was,
and that is how a line is known again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_JINJA = r"<<.*?>>|<%.*?%>|<#.*?#>"
_SHIPPED = re.compile(_JINJA)
_SENT = re.compile(rf"{_JINJA}|\{{\{{.*?\}}\}}")


def shipped_line(source: str, shipped: str) -> int:
    """The number of the source line that a line of the shipped template came from, 0 for none."""
    return _best(source.splitlines(), shipped, _SHIPPED)


def sent_line(source: str, sent: str) -> int:
    """The same for a line of a message."""
    return _best(source.splitlines(), sent, _SENT)


def definition(source: str, name: str) -> int:
    """Where the template `name` begins, else the first line."""
    marks = (f'define "{name}"', f'block "{name}"')
    lines = enumerate(source.splitlines(), 1)
    return next((number for number, line in lines if any(mark in line for mark in marks)), 1)


def _best(lines: Iterable[str], wanted: str, mark: re.Pattern[str]) -> int:
    """The line that shares most text with the wanted one, of those that can have become it."""
    best, most = 0, 0
    for number, line in enumerate(lines, 1):
        kept = [piece.strip() for piece in mark.split(line)]
        shared = sum(map(len, kept))
        pattern = r".*?".join(map(re.escape, kept))
        if shared > most and re.fullmatch(rf"\s*{pattern}\s*", wanted.strip(), re.DOTALL):
            best, most = number, shared
    return best
