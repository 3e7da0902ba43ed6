"""The templates in texts: Prometheus' own `{{ }}` and the placeholders `<< >>` of specs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

Position = tuple[int, int, int]
"""Line, column and length inside a text."""

_BUILTIN = """
and or not index slice len print printf println html js urlquery call eq ne lt le gt ge
"""
_PROMETHEUS = """
query first value label strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink
tableLink sortByLabel stripPort stripDomain humanize humanize1024 humanizeDuration
humanizePercentage humanizeTimestamp toTime pathPrefix externalURL parseDuration
"""
BUILTIN = frozenset(_BUILTIN.split())
"""Functions of Go's template language."""
PROMETHEUS = frozenset(_PROMETHEUS.split())
"""Functions that every supported Prometheus adds."""
VARIABLES = frozenset(("$labels", "$externalLabels", "$externalURL", "$value"))
"""What Prometheus defines before a template of an alert starts."""

_OPENING = frozenset(("if", "range", "with", "block", "define"))
_KEYWORDS = _OPENING | frozenset(
    ("else", "end", "template", "break", "continue", "nil", "true", "false")
)
_KNOWN = _KEYWORDS | BUILTIN | PROMETHEUS
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
_BARE = frozenset(("$value", ".Value"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a template, and where it stands."""

    text: str
    position: Position


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
    return Reading(
        tuple(reader.faults),
        tuple(reader.labels),
        tuple(reader.external),
        tuple(word for word in reader.unknown if word.text not in reader.defined),
        tuple(reader.bare),
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
        self.labels: list[Word] = []
        self.external: list[Word] = []
        self.unknown: list[Word] = []
        self.bare: list[Word] = []
        self.defined: set[str] = set()
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
            if token[0][0] not in "\"`'/"
        ]
        texts = [word.text for word in words if word.text != "-"]
        if not texts and not match[1].strip():
            self.faults.append(("there is nothing between the braces", place))
        if len(texts) == 1 and texts[0] in _BARE:
            self.bare.append(Word(texts[0], place))
        self._block(texts[0] if texts else "", place)
        for word in words:
            self._word(word, texts)

    def _block(self, first: str, place: Position) -> None:
        if first in _OPENING:
            self._open.append(place)
        elif first == "end":
            if self._open:
                self._open.pop()
            else:
                self.faults.append(("`end` closes nothing", place))

    def _word(self, word: Word, texts: list[str]) -> None:
        text = word.text
        if text.startswith("$") and len(text) > 1:
            name, _, field = text.partition(".")
            if ":=" in texts:
                self.defined.add(name)
            if name not in VARIABLES:
                self.unknown.append(Word(name, word.position))
            self._label(name, field, word.position)
        elif text.startswith((".Labels.", ".ExternalLabels.")):
            name, _, field = text[1:].partition(".")
            self._label({"Labels": "$labels"}.get(name, "$externalLabels"), field, word.position)
        elif (text[0].isalpha() or text[0] == "_") and text not in _KNOWN:
            self.unknown.append(word)

    def _label(self, variable: str, field: str, place: Position) -> None:
        label = field.partition(".")[0]
        if label and variable == "$labels":
            self.labels.append(Word(label, place))
        elif label and variable == "$externalLabels":
            self.external.append(Word(label, place))

    def _at(self, index: int, length: int) -> Position:
        return _at(self.text, index, length)
