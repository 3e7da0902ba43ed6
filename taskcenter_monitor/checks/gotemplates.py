"""The templates in texts: Prometheus' own `{{ }}` and the placeholders `<< >>` of specs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from taskcenter_monitor.checks.goactions import OPENING, Actions, Position, Word

_ACTION = re.compile(
    r'\{\{-?\s*((?>(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|/\*.*?\*/|(?!\{\{)[^"`}]|\}(?!\}))*))\}\}',
    re.DOTALL,
)
"""An atomic group and no possessive repeat: those of Python before 3.11.3 do not match."""
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|`[^`]*`|\'(?:[^\'\\]|\\.)\'|/\*.*?\*/'
    r"|\$\w*(?:\.\w+)*|\.\w+(?:\.\w+)*|\w+|:=|\S",
    re.DOTALL,
)
_PLACEHOLDER = re.compile(r"<<\s*([^<>]*?)\s*>>")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says in `{{ }}`.

    `labels` and `external` are names read from `$labels` and `$externalLabels`; `unknown` are
    functions and variables that nobody defines; `bare` are values without a format.
    """

    faults: tuple[tuple[str, Position], ...] = ()
    labels: tuple[Word, ...] = ()
    external: tuple[Word, ...] = ()
    unknown: tuple[Word, ...] = ()
    bare: tuple[Word, ...] = ()


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Reads the templates of one text."""
    reader = _Reader(text)
    reader.read()
    found = reader.actions
    return Reading(
        tuple(reader.faults),
        tuple(found.labels),
        tuple(found.external),
        tuple(word for word in found.unknown if word.text not in found.defined),
        tuple(found.bare),
    )


@lru_cache(maxsize=4096)
def placeholders(text: str) -> tuple[Word, ...]:
    """The names in `<< >>`, which the compiler fills."""
    return tuple(
        Word(match[1], _at(text, match.start(), len(match[0])))
        for match in _PLACEHOLDER.finditer(text)
    )


def _at(text: str, index: int, length: int) -> Position:
    line_start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - line_start + 1, length


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[tuple[str, Position]] = []
        self.actions = Actions()
        self._open: list[Position] = []

    def read(self) -> None:
        end = 0
        while (start := self.text.find("{{", end)) >= 0:
            match = _ACTION.match(self.text, start)
            self._stray(end, start)
            if match is None:
                self.faults.append(("`{{` is never closed", self._at(start, 2)))
                return
            end = match.end()
            self._action(match)
        self._stray(end, len(self.text))
        self.faults.extend(("this block has no {{ end }}", place) for place in self._open)

    def _stray(self, start: int, end: int) -> None:
        found = self.text.find("}}", start, end)
        if found >= 0:
            self.faults.append(("`}}` closes nothing", self._at(found, 2)))

    def _action(self, match: re.Match[str]) -> None:
        place = self._at(match.start(), len(match[0]))
        words = [
            Word(token[0], self._at(match.start(1) + token.start(), len(token[0])))
            for token in _TOKEN.finditer(match[1])
            if token[0] != "-" and not token[0].startswith("/*")
        ]
        if words:
            self._block(words[0].text, place)
            self.actions.read(words, place)
        elif not match[1].strip():
            self.faults.append(("there is nothing between the braces", place))

    def _block(self, first: str, place: Position) -> None:
        if first in OPENING:
            self._open.append(place)
        elif first == "end":
            self.actions.leave()
            if self._open:
                self._open.pop()
            else:
                self.faults.append(("`end` closes nothing", place))

    def _at(self, index: int, length: int) -> Position:
        return _at(self.text, index, length)
