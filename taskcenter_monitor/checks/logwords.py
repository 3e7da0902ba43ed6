"""The words of a LogQL query, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.logql import (
    FLAGS,
    MACROS,
    NUMBER,
    TEMPLATE,
    TOKEN,
    UNKNOWN_ESCAPE,
    VARIABLE,
)

LONGEST = 10_000
"""Characters of the longest query that is read."""
DEEPEST = 50
"""Brackets within each other."""
_PARTNERS = {")": "(", "}": "{"}
_MACRO_HINT = f"leave it out; only a window may be {', '.join(MACROS)}"


class BrokenLogQLError(Exception):
    """What is wrong with a query, and the stretch of it that is to blame."""

    def __init__(self, start: int, length: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.start, self.length, self.message, self.hint = start, length, message, hint


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `kind` is that of `TOKEN`, or `end`. Keywords are compared in lower case."""

    kind: str
    text: str
    start: int

    def fault(self, message: str, hint: str = "") -> BrokenLogQLError:
        """A fault of this word, to be raised."""
        return BrokenLogQLError(self.start, max(len(self.text), 1), message, hint)

    @property
    def key(self) -> str:
        """What is compared with keywords and signs."""
        return self.text.lower() if self.kind in ("name", "sign", "flag") else ""


def words(query: str) -> list[Word]:
    """All words of a query and the end; raises BrokenLogQLError."""
    if len(query) > LONGEST:
        raise BrokenLogQLError(0, 1, f"a query has at most {LONGEST} characters")
    found = [*_words(query)]
    _balance(found)
    return [*found, Word("end", "", max(len(query.rstrip()) - 1, 0))]


def _words(query: str) -> Iterator[Word]:
    position = 0
    while position < len(query):
        match = TOKEN.match(query, position)
        if match is None:
            raise _unknown(query, position)
        kind = str(match.lastgroup)
        word = Word(kind, match[0], position)
        position = match.end()
        if kind != "space":
            _check(word)
            yield word


def _unknown(query: str, position: int) -> BrokenLogQLError:
    character = query[position]
    if character in '"`':
        return BrokenLogQLError(position, 1, "this quote is never closed")
    if character == "'":
        hint = 'write "..." or `...`'
        return BrokenLogQLError(position, 1, "LogQL has no texts in single quotes", hint)
    if character in "[]":
        return BrokenLogQLError(position, 1, f"this {character} has no partner")
    return BrokenLogQLError(position, 1, f"{character!r} has no meaning in LogQL")


def _check(word: Word) -> None:
    match word.kind:
        case "text":
            _check_text(word)
        case "window":
            _check_window(word)
        case "variable":
            raise word.fault(f"the variable {word.text} stands in this query", _MACRO_HINT)
        case "flag" if word.text not in FLAGS:
            hint = nearest(word.text, FLAGS)
            raise word.fault(f"{word.text} is no flag of a stage", hint)
        case "number" if not NUMBER.fullmatch(word.text):
            message = f"{word.text!r} is no number, no duration and no size"
            raise word.fault(message, "write it like 400, 0.5, 10s or 20KB")


def _check_text(word: Word) -> None:
    seen = TEMPLATE.sub(lambda match: " " * len(match[0]), word.text)
    variable = VARIABLE.search(seen)
    if variable is not None:
        start = word.start + variable.start()
        message = f"the variable {variable[0]} stands in this query"
        raise BrokenLogQLError(start, len(variable[0]), message, _MACRO_HINT)
    for escape in UNKNOWN_ESCAPE.finditer(word.text) if word.text[0] == '"' else ():
        if escape["bad"]:
            message = f"{escape[0]} means nothing in double quotes"
            hint = f"write \\{escape[0]}, or the whole text in `...`"
            raise BrokenLogQLError(word.start + escape.start(), 2, message, hint)


def _check_window(word: Word) -> None:
    inner = word.text[1:-1].strip()
    if inner in MACROS:
        return
    try:
        seconds = parse_duration(inner)
    except ValueError as error:
        hint = f"or one of {', '.join(MACROS)}"
        raise word.fault(str(error), hint) from None
    if seconds <= 0:
        raise word.fault("a window must be longer than nothing")


def _balance(found: list[Word]) -> None:
    """Raises at the first bracket without its partner."""
    opened: list[Word] = []
    for word in found:
        if word.text in ("(", "{"):
            opened.append(word)
            if len(opened) > DEEPEST:
                raise word.fault(f"brackets nest deeper than {DEEPEST} levels")
        elif word.text in _PARTNERS:
            if not opened or opened[-1].text != _PARTNERS[word.text]:
                raise word.fault(f"this {word.text} has no partner")
            opened.pop()
    if opened:
        raise opened[-1].fault(f"this {opened[-1].text} has no partner")
