"""YAML text to plain data, strictly, with the place of every value.

The reader builds from libyaml's events: that is several times faster than constructing objects,
keeps positions, and leaves no room for YAML's surprises. Keys are always text. Of plain scalars
only null, booleans and decimal numbers are more than text, so `on`, `1:30` and `010` stay what
was written. Anchors, aliases, tags and merge keys are not part of the spec language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from taskcenter_monitor.diagnostics import Diagnostic, Span

LARGEST = 4 * 1024 * 1024
"""Bytes of the largest spec that is read: far beyond what a person maintains."""
DEEPEST = 32
"""Levels of nesting; the spec language itself needs eight."""

Path = tuple[str | int, ...]
Box = tuple[int, int, int, int]
"""Line, column, end line, end column; counted from 1, the end column exclusive."""

_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER_START = frozenset("-0123456789")
_NO_KEY: Any = object()


@dataclass(slots=True)
class Places:
    """Where each key and value of a file stands; a path leads to each."""

    keys: dict[Path, Box] = field(default_factory=dict)
    values: dict[Path, Box] = field(default_factory=dict)
    styles: dict[Path, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What a file holds: `data` is None where it cannot be relied on."""

    file: str
    text: str = ""
    data: Any = None
    diagnostics: list[Diagnostic] = field(default_factory=list)


class _Stop(Exception):
    """Reading on would only repeat the same fault."""


def read(file: str, raw: bytes) -> Reading:
    """Decodes and reads one spec; faults are collected in the reading, never raised."""
    reading = Reading(file)
    if len(raw) > LARGEST:
        size, most = len(raw) / 1e6, LARGEST / 1e6
        _fault(
            reading,
            "yaml/size",
            (1, 1, 1, 1),
            f"the file has {size:.1f} MB; a spec may have {most:.1f} MB",
            "split it into several files",
        )
        return reading
    try:
        reading.text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        _undecodable(reading, raw, error.start)
        return reading
    bad = _UNPRINTABLE.search(reading.text)
    if bad:
        line, column = _line_column(reading.text, bad.start())
        message = f"the character U+{ord(bad[0]):04X} is not allowed"
        _fault(reading, "yaml/syntax", (line, column, line, column + 1), message)
        return reading
    _parse(reading, None)
    if not reading.diagnostics and reading.data is None:
        message = "the file is empty"
        _fault(reading, "yaml/empty", (1, 1, 1, 1), message, "write the spec, or remove the file")
    return reading


def places(text: str) -> Places:
    """Where every key and value of a readable text stands."""
    found = Places()
    _parse(Reading("", text), found)
    return found


def _parse(reading: Reading, found: Places | None) -> None:
    sound = True
    try:
        reading.data, sound = _build(reading, found)
    except _Stop:
        sound = False
    except yaml.MarkedYAMLError as error:
        _syntax_fault(reading, error)
        sound = False
    except yaml.YAMLError as error:
        _fault(reading, "yaml/syntax", (1, 1, 1, 1), f"this is no YAML: {error}")
        sound = False
    if not sound:
        reading.data = None


def _build(reading: Reading, found: Places | None) -> tuple[Any, bool]:
    """The data of the one document, and whether all of it could be taken as written."""
    next_event = yaml.CSafeLoader(reading.text).get_event
    builder = _Builder(reading, found)
    while True:
        event = next_event()
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            builder.scalar(event)
        elif kind is yaml.MappingStartEvent:
            builder.open({}, event)
        elif kind is yaml.SequenceStartEvent:
            builder.open([], event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            builder.close(event)
        elif kind is yaml.AliasEvent:
            builder.refuse(event)
            builder.place(None, event)
        elif kind is yaml.DocumentStartEvent:
            builder.document(event)
        elif kind is yaml.StreamEndEvent:
            return builder.root, builder.sound


class _Builder:
    """Puts values where they belong while events come in.

    `stack` has a frame for each open container: [container, the key whose value comes next,
    the step that leads to the container].
    """

    __slots__ = ("documents", "first", "found", "reading", "root", "sound", "stack")

    def __init__(self, reading: Reading, found: Places | None) -> None:
        self.reading = reading
        self.found = found
        self.stack: list[list[Any]] = []
        self.root: Any = None
        self.sound = True
        self.documents = 0
        self.first: Places | None = None

    def scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self.refuse(event)
        if self.stack:
            frame = self.stack[-1]
            if frame[1] is _NO_KEY and frame[0].__class__ is dict:
                self._key(frame, event)
                return
        text = event.value
        self.place(text if event.style else _plain(text), event)

    def open(self, container: Any, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self.refuse(event)
        if len(self.stack) >= DEEPEST:
            self._fault(event, "yaml/syntax", f"values nest deeper than {DEEPEST} levels")
            raise _Stop
        if self.stack:
            frame = self.stack[-1]
            if frame[1] is _NO_KEY and frame[0].__class__ is dict:
                self._fault(event, "yaml/syntax", "a key must be plain text")
                raise _Stop
            step = frame[1] if frame[0].__class__ is dict else len(frame[0])
        else:
            step = None
        self.place(container, event)
        self.stack.append([container, _NO_KEY, step])

    def close(self, event: Any) -> None:
        if self.found is not None:
            path = self._path()
            start = self.found.values.get(path)
            if start is not None:
                end = event.end_mark
                self.found.values[path] = (*start[:2], end.line + 1, end.column + 1)
        self.stack.pop()

    def place(self, value: Any, event: Any) -> None:
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

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            message = "a second document starts here; a spec is one document"
            self._fault(event, "yaml/syntax", message)
            raise _Stop

    def refuse(self, event: Any) -> None:
        """Notes an anchor, alias or tag."""
        self.sound = False
        if event.anchor is not None:
            message = "anchors and aliases are not part of the spec language"
            self._fault(event, "yaml/alias", message, "write the value out where it is used")
        else:
            message = f"the tag {event.tag} is not part of the spec language"
            self._fault(event, "yaml/tag", message, "quote the value if it is meant as text")

    def _key(self, frame: list[Any], event: Any) -> None:
        key = event.value
        frame[1] = key
        if key == "<<" and not event.style:
            self.sound = False
            message = "merge keys are not part of the spec language"
            self._fault(event, "yaml/alias", message, "write the keys out")
        if key in frame[0]:
            first = self._first_place(key)
            self._fault(event, "yaml/duplicate-key", f"the key {key!r} stands here again{first}")
        if self.found is not None:
            self.found.keys.setdefault((*self._path(), key), _box(event))

    def _first_place(self, key: str) -> str:
        if self.found is not None:
            return ""
        if self.first is None:
            self.first = places(self.reading.text)
        box = self.first.keys.get((*self._path(), key))
        return f"; it was first set in line {box[0]}" if box else ""

    def _path(self) -> Path:
        return tuple(frame[2] for frame in self.stack[1:])

    def _fault(self, event: Any, check: str, message: str, help: str = "") -> None:
        if self.found is None:
            _fault(self.reading, check, _box(event), message, help)


def _plain(text: str) -> Any:
    """What a scalar without quotes stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMBER_START:
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


def _box(event: Any) -> Box:
    start, end = event.start_mark, event.end_mark
    return start.line + 1, start.column + 1, end.line + 1, end.column + 1


def _fault(reading: Reading, check: str, box: Box, message: str, help: str = "") -> None:
    reading.diagnostics.append(
        Diagnostic(
            check=check,
            message=message,
            place=span_of(reading.file, reading.text, box),
            help=help,
        )
    )


def span_of(file: str, text: str, box: Box) -> Span:
    """The span of a box, with the source line a reporter shows."""
    line, column, end_line, end_column = box
    lines = text.split("\n", line)
    source = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    return Span(
        file=file,
        line=line,
        column=column,
        end_line=end_line,
        end_column=max(end_column, column + 1) if end_line == line else end_column,
        source=source,
    )


def _undecodable(reading: Reading, raw: bytes, at: int) -> None:
    before = raw[:at].decode("utf-8")
    line, column = _line_column(before, len(before))
    reading.text = raw.decode("utf-8", "replace")
    message = f"byte 0x{raw[at]:02x} is not UTF-8"
    help = "save the file as UTF-8"
    _fault(reading, "yaml/encoding", (line, column, line, column + 1), message, help)


def _line_column(text: str, index: int) -> tuple[int, int]:
    line = text.count("\n", 0, index) + 1
    return line, index - (text.rfind("\n", 0, index) + 1) + 1


def _syntax_fault(reading: Reading, error: yaml.MarkedYAMLError) -> None:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = reading.text.split("\n")
    if line > len(lines) or (line == len(lines) and not lines[-1]):
        line = max(1, len(lines) - (not lines[-1]))
        column = len(lines[line - 1]) + 1
    source = lines[line - 1]
    indentation = source[: len(source) - len(source.lstrip())]
    if "\t" in indentation:
        column = indentation.index("\t") + 1
        message, help = "a tab stands in the indentation", "indent with spaces"
    else:
        message = f"broken YAML: {error.problem}"
        help = _HELP.get(error.problem or "", "")
        if error.context and error.context_mark:
            message += f" ({error.context} that began in line {error.context_mark.line + 1})"
    _fault(reading, "yaml/syntax", (line, column, line, column + 1), message, help)


_HELP = {
    "mapping values are not allowed in this context": "quote a text that holds ': '",
    "found character that cannot start any token": "quote a text that begins with this character",
    "did not find expected key": "look at the indentation, and for a quote that is not closed",
    "could not find expected ':'": "a key and its value are written `key: value`",
    "found unexpected end of stream": "a quote or bracket is not closed",
}
