"""From the events of a YAML parser to plain data, strictly, with the place of every value."""

from __future__ import annotations

import re
from sys import intern
from typing import Any, Protocol

from taskcenter_monitor.spec.reading import Box, Path, Places, Reading

DEEPEST = 32
"""Levels of nesting; the spec language itself needs eight."""

_INT = re.compile(r"0|-?[1-9][0-9]{0,17}")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_START = frozenset("-0123456789")
_NO_KEY: Any = object()


class Mark(Protocol):
    """A position, counted from 0."""

    line: int
    column: int


class Event(Protocol):
    """What a parser tells; only scalars have a value and a style."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None


class StopReadingError(Exception):
    """Reading on would only repeat the same fault."""


class Builder:
    """Puts values where they belong while events come in.

    With `found` it notes places and stays silent about faults; without, it does the opposite.
    Of a repeated key the first value counts; `repeated` has the others.
    `stack` has a frame for each open container: [container, the key whose value comes next,
    the step that leads to the container].
    """

    __slots__ = ("closed", "documents", "found", "reading", "repeated", "root", "sound", "stack")

    def __init__(self, reading: Reading, found: Places | None) -> None:
        self.reading = reading
        self.found = found
        self.stack: list[list[Any]] = []
        self.root: Any = None
        self.sound = True
        self.documents = 0
        self.repeated: list[tuple[Path, Box]] = []
        self.closed: set[Path] = set()

    def scalar(self, event: Event) -> None:
        """A key where one is due, else a value."""
        if event.anchor is not None or event.tag is not None:
            self._refuse(event)
        if self.stack:
            frame = self.stack[-1]
            if frame[1] is _NO_KEY and frame[0].__class__ is dict:
                self._key(frame, event)
                return
        text = event.value
        self._place(text if event.style else plain(text), event)

    def open_mapping(self, event: Event) -> None:
        """A mapping begins."""
        self._open({}, event)

    def open_list(self, event: Event) -> None:
        """A list begins."""
        self._open([], event)

    def close(self, event: Event) -> None:
        """The innermost container ends."""
        if self.found is not None:
            path = self._path()
            start = self.found.values.get(path)
            if start is not None and path not in self.closed:
                end = event.end_mark
                self.found.values[path] = (*start[:2], end.line + 1, end.column + 1)
                self.closed.add(path)
        self.stack.pop()

    def alias(self, event: Event) -> None:
        """A reference to a value elsewhere: refused, and taken for nothing."""
        self._refuse(event)
        if self.stack and self.stack[-1][1] is _NO_KEY and self.stack[-1][0].__class__ is dict:
            self.stack[-1][1] = f"*{event.anchor}"
        else:
            self._place(None, event)

    def document(self, event: Event) -> None:
        """A document begins; there may be one."""
        self.documents += 1
        if self.documents > 1:
            message = "a second document starts here; a spec is one document"
            self._fault(_box(event), "yaml/syntax", message)
            raise StopReadingError

    def _open(self, container: dict[str, Any] | list[Any], event: Event) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse(event)
        if len(self.stack) >= DEEPEST:
            self._fault(_box(event), "yaml/syntax", f"values nest deeper than {DEEPEST} levels")
            raise StopReadingError
        step = None
        if self.stack:
            frame = self.stack[-1]
            if frame[1] is _NO_KEY and frame[0].__class__ is dict:
                self._fault(_box(event), "yaml/syntax", "a key must be plain text")
                raise StopReadingError
            step = frame[1] if frame[0].__class__ is dict else len(frame[0])
        self._place(container, event)
        self.stack.append([container, _NO_KEY, step])

    def _place(self, value: object, event: Event) -> None:
        """Puts a value under the waiting key, or at the end of the open list."""
        if not self.stack:
            self.root = value
            if self.found is not None:
                self.found.values[()] = _box(event)
            return
        frame = self.stack[-1]
        if self.found is not None:
            step = frame[1] if frame[0].__class__ is dict else len(frame[0])
            path = (*self._path(), step)
            if path not in self.found.values:
                self.found.values[path] = _box(event)
                self.found.styles[path] = getattr(event, "style", None) or ""
        if frame[0].__class__ is dict:
            frame[0].setdefault(frame[1], value)
            frame[1] = _NO_KEY
        else:
            frame[0].append(value)

    def _refuse(self, event: Event) -> None:
        """Notes an anchor, alias or tag."""
        self.sound = False
        if event.anchor is not None:
            line, column, _, _ = _box(event)
            box = line, column, line, column + 1 + len(event.anchor)
            message = "anchors and aliases are not part of the spec language"
            self._fault(box, "yaml/alias", message, "write the value out where it is used")
        else:
            tag = (event.tag or "").replace("tag:yaml.org,2002:", "!!")
            message = f"the tag {tag} is not part of the spec language"
            self._fault(_box(event), "yaml/tag", message, "quote the value if it is meant as text")

    def _key(self, frame: list[Any], event: Event) -> None:
        key = intern(event.value)
        frame[1] = key
        if key == "<<" and not event.style:
            self.sound = False
            message = "merge keys are not part of the spec language"
            self._fault(_box(event), "yaml/alias", message, "write the keys out")
        if key in frame[0]:
            self.repeated.append(((*self._path(), key), _box(event)))
        if self.found is not None:
            self.found.keys.setdefault((*self._path(), key), _box(event))

    def _path(self) -> Path:
        return tuple(frame[2] for frame in self.stack[1:])

    def _fault(self, box: Box, check: str, message: str, hint: str = "") -> None:
        if self.found is None:
            self.reading.fault(check, box, message, hint)


class Documents(Builder):
    """The same of a text with any number of documents, which make a list."""

    def __init__(self, reading: Reading, found: Places | None) -> None:
        super().__init__(reading, found)
        self._all: list[Any] = []
        # As if they stood in a list that is open from the beginning.
        self.stack.append([self._all, _NO_KEY, None])

    def document(self, event: Event) -> None:
        """A document begins; the first of them makes the text more than nothing."""
        del event
        self.root = self._all


def plain(text: str) -> str | int | float | bool | None:
    """What a scalar without quotes stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMBER_START:
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


def _box(event: Event) -> Box:
    start, end = event.start_mark, event.end_mark
    return start.line + 1, start.column + 1, end.line + 1, end.column + 1
