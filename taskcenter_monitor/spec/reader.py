"""YAML text to plain data, strictly, with the place of every value.

The data is built from libyaml's events: that is several times faster than constructing objects,
keeps positions, and leaves no room for YAML's surprises. Keys are always text. Of plain scalars
only null, booleans and decimal numbers are more than text, so `on`, `1:30` and `010` stay what
was written. Anchors, aliases, tags and merge keys are not part of the spec language.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from taskcenter_monitor.spec.building import Builder, Documents, StopReadingError
from taskcenter_monitor.spec.quick import read_quickly
from taskcenter_monitor.spec.reading import (
    LARGEST,
    START,
    Places,
    Reading,
    decoded,
    holds_documents,
    line_column,
)

_UNWANTED = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Control characters, and all that ends a line for YAML but not for an editor."""
_LONE_RETURN = re.compile(r"\r(?!\n)")
_HELP = {
    "mapping values are not allowed in this context": "quote a text that holds ': '",
    "found character that cannot start any token": "quote a text that begins with this character",
    "did not find expected key": "look at the indentation, and for a quote that is not closed",
    "could not find expected ':'": "a key and its value are written `key: value`",
    "found unexpected end of stream": "a quote or bracket is not closed",
}


def read(file: str, raw: bytes) -> Reading:
    """Decodes and reads one spec; faults are collected in the reading, never raised."""
    data = read_quickly(raw)
    return Reading(file, data=data) if data is not None else _read(file, raw, Builder)


def read_documents(file: str, raw: bytes) -> Reading:
    """The same of a file that may have several documents: they are a list, also if there is one."""
    data = read_quickly(raw)
    return Reading(file, data=[data]) if data is not None else _read(file, raw, Documents)


def _read(file: str, raw: bytes, making: type[Builder]) -> Reading:
    if len(raw) <= LARGEST:
        return read_carefully(file, raw, making)
    reading = Reading(file)
    size, most = len(raw) / 1e6, LARGEST / 1e6
    message = f"the file has {size:.1f} MB; a spec may have {most:.1f} MB"
    reading.fault("yaml/size", START, message, "split it into several files")
    return reading


def read_carefully(file: str, raw: bytes, making: type[Builder] = Builder) -> Reading:
    """The same for any file of a size that may be read."""
    reading = Reading(file)
    try:
        reading.text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        _undecodable(reading, raw, error.start)
        return reading
    unwanted = _UNWANTED.search(reading.text) or _LONE_RETURN.search(reading.text)
    if unwanted:
        line, column = line_column(reading.text, unwanted.start())
        message = f"the character U+{ord(unwanted[0]):04X} is not allowed"
        reading.fault("yaml/syntax", (line, column, line, column + 1), message)
        return reading
    _parse(reading, making(reading, None))
    if not reading.diagnostics and reading.data is None:
        hint = "write the spec, or remove the file"
        reading.fault("yaml/empty", START, "the file is empty", hint)
    return reading


def places(text: str, making: type[Builder] = Builder) -> Places:
    """Where every key and value of a readable text stands."""
    found = Places()
    reading = Reading("", text)
    _parse(reading, making(reading, found))
    return found


def places_in(file: str, text: str) -> Places:
    """The same of a file, whose name says whether it is one document or a list of them."""
    return places(text, Documents if holds_documents(file) else Builder)


def _parse(reading: Reading, builder: Builder) -> None:
    try:
        _build(reading.text, builder)
    except StopReadingError:
        builder.sound = False
    except yaml.MarkedYAMLError as error:
        _syntax_fault(reading, error)
        builder.sound = False
    except yaml.YAMLError as error:
        reading.fault("yaml/syntax", START, f"this is no YAML: {error}")
        builder.sound = False
    if builder.repeated and builder.found is None:
        _repetition_faults(reading, builder)
    if builder.sound:
        reading.data = builder.root


def _build(text: str, builder: Builder) -> None:
    handlers = {
        yaml.MappingStartEvent: builder.open_mapping,
        yaml.SequenceStartEvent: builder.open_list,
        yaml.MappingEndEvent: builder.close,
        yaml.SequenceEndEvent: builder.close,
        yaml.AliasEvent: builder.alias,
        yaml.DocumentStartEvent: builder.document,
    }
    next_event = yaml.CSafeLoader(text).get_event
    scalar_event, scalar = yaml.ScalarEvent, builder.scalar
    while True:
        event: Any = next_event()
        kind = event.__class__
        if kind is scalar_event:  # most events are; the others take a look-up more
            scalar(event)
        elif kind in handlers:
            handlers[kind](event)
        elif kind is yaml.StreamEndEvent:
            return


def _repetition_faults(reading: Reading, builder: Builder) -> None:
    first = places(reading.text, type(builder)).keys
    for path, box in builder.repeated:
        message = f"the key {path[-1]!r} stands here again"
        if path in first:
            message += f"; it was first set in line {first[path][0]}"
        reading.fault("yaml/duplicate-key", box, message)


def _undecodable(reading: Reading, raw: bytes, at: int) -> None:
    before = raw[:at].decode("utf-8").removeprefix("\ufeff")
    line, column = line_column(before, len(before))
    reading.text = decoded(raw)
    message = f"byte 0x{raw[at]:02x} is not UTF-8"
    box = line, column, line, column + 1
    reading.fault("yaml/encoding", box, message, "save the file as UTF-8")


def _syntax_fault(reading: Reading, error: yaml.MarkedYAMLError) -> None:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = reading.lines
    if line > len(lines) or (line == len(lines) and not lines[-1]):
        line = max(1, len(lines) - (not lines[-1]))
        column = len(lines[line - 1]) + 1
    source = lines[line - 1]
    indentation = source[: len(source) - len(source.lstrip())]
    if "\t" in indentation:
        column = indentation.index("\t") + 1
        message, hint = "a tab stands in the indentation", "indent with spaces"
    else:
        message = f"broken YAML: {error.problem}"
        hint = _HELP.get(error.problem or "", "")
        if error.context and error.context_mark:
            message += f" ({error.context} that began in line {error.context_mark.line + 1})"
    reading.fault("yaml/syntax", (line, column, line, column + 1), message, hint)
