"""How lines of an explanation look."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.reporters.excerpt import visible, width
from taskcenter_monitor.vocabulary.detection import Summands
from taskcenter_monitor.vocabulary.durations import mixed_text

MARGIN = " " * 13
"""What stands before everything that belongs to a word at the left."""
WIDTH = 96
"""Columns of a line of prose."""

# Chinese breaks between any two characters, but a closing mark stays with what it closes.
_WIDE = "\u2e80-\u9fff\uff00-\uffef"
_PIECES = re.compile(rf"[{_WIDE}][，。、；：！？）》」』]*|[^\s{_WIDE}]+|\s+")


def labelled(word: str, text: str) -> str:
    """A word at the left, and what belongs to it."""
    return f"  {word:<{len(MARGIN) - 2}}{text}"


def indented(text: str) -> str:
    """One more line that belongs to the word above it."""
    return f"{MARGIN}{text}"


def block(word: str, text: str) -> Iterator[str]:
    """A text of several lines, as they are, beside its word."""
    first, *more = text.split("\n")
    yield labelled(word, visible(first))
    yield from (indented(visible(line)) for line in more)


def added(summands: Summands) -> str:
    """A sum, without what is nothing."""
    return " + ".join(f"{word} {mixed_text(seconds)}" for word, seconds in summands if seconds)


def wrapped(text: str, indent: str) -> Iterator[str]:
    """The lines of prose."""
    line = ""
    for piece in _PIECES.findall(text):
        if line and width(indent + line + piece.rstrip()) > WIDTH:
            yield indent + line.rstrip()
            line = ""
        line += " " if piece.isspace() and line else piece.strip()
    if line.strip():
        yield indent + line.rstrip()
