"""PromQL cut into words, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_WORD = re.compile(
    rf"""(?P<space>\s+|\#[^\n]*)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)
    |(?P<duration>(?:\d+(?:ms|[smhdwy]))+)
    |(?P<number>{_NUMBER}|[+]?\b(?:Inf|NaN)\b)
    |(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)
    |(?P<operator>=~|!~|==|!=|>=|<=|[-+*/%^<>=@])
    |(?P<mark>[(){{}}\[\],])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `text` is what stands from `start` to `end`."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """All words of an expression. Raises ValueError where it is none."""
    place = 0
    while place < len(text):
        match = _WORD.match(text, place)
        if match is None:
            raise ValueError(f"{text[place : place + 20]!r} is no PromQL")
        if match.lastgroup != "space":
            yield Token(match.lastgroup or "", match[0], place, match.end())
        place = match.end()
