"""From a record to its line: one JSON object in the keys of go-zero, and ours."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from opentelemetry import trace
from opentelemetry.context import Context

from taskcenter_monitor.telemetry.context import KEY, NONE
from taskcenter_monitor.telemetry.logging.levels import NAMES
from taskcenter_monitor.telemetry.logging.record import Content, Place, Record
from taskcenter_monitor.telemetry.logging.sound import sound
from taskcenter_monitor.telemetry.logging.stacks import message_text, stack_text, type_text
from taskcenter_monitor.telemetry.redaction import Redactor

RESERVED = frozenset(
    {"@timestamp", "level", "caller", "trace", "span", "component", "service", "content"}
)
"""Keys that are ours alone: a field of such a name is written as `field_<name>`."""
LONGEST_TEXT = 32_768
"""Characters of one text; the rest is cut and the line says `truncated`, as go-zero's does."""
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
_MANY = 4096


class Renderer:
    """Renders records. Used by the writer alone, so what it remembers needs no lock."""

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self.rendered = dict.fromkeys(NAMES, 0)
        self._service = ""
        self._second = -1
        self._stamps = (b"", b"")
        self._heads: dict[tuple[Place, int, str, Redactor], bytes] = {}

    def serve(self, service: str) -> None:
        """The service is in every line from now on; with an empty name no line has one."""
        self._service = service
        self._heads.clear()

    def line(self, record: Record) -> bytes:
        """The line, with its end. Never fails: what JSON cannot hold is written as text."""
        when, level, channel, content, fields, bound, place, context, failure = record
        self.rendered[level] += 1
        body = self._body(self._document(content, fields, bound, context, failure))
        return b"".join(
            (
                self._stamp(when),
                self._head(place, level, channel.name),
                _ids(context),
                body[1:],
                b"\n",
            )
        )

    def _document(
        self,
        content: Content,
        fields: Mapping[str, Any],
        bound: Mapping[str, Any],
        context: Context,
        failure: BaseException | None,
    ) -> dict[str, Any]:
        ids: Any = context.get(KEY, NONE)
        document: dict[str, Any] = {"content": content_text(shown(content, self.redactor))}
        hides = self.redactor.hides
        for source in (ids, bound, fields):
            for name, value in source.items():
                key = f"field_{name}" if name in RESERVED else name
                if hides(name):
                    document[key] = self.redactor.hidden(value)
                elif type(value) is dict or type(value) is list:
                    # Texts in it are searched with all the others, once there is a line.
                    document[key] = self.redactor.by_name({name: value})[name]
                else:
                    document[key] = value
        if failure is not None:
            _add_failure(document, failure)
        if "duration" in document:
            document["duration"] = duration_text(document["duration"])
        return document

    def _body(self, document: dict[str, Any]) -> bytes:
        body, document = _dumped(document)
        long = len(body) > LONGEST_TEXT and _has_long(document)
        if self.redactor.suspects(body):
            # Which cuts what it searches; and a mask may be longer than what it hides.
            body, document = _dumped(self.redactor.fields(document))
            long = long or (len(body) > LONGEST_TEXT and _has_long(document))
        if long:
            # Last of all: half a secret at the end of what was cut would be one no more.
            body, _ = _dumped(_shortened(document))
        return body

    def _stamp(self, when: int) -> bytes:
        """The start of a line, up to the offset of the zone: RFC 3339 with milliseconds."""
        second, rest = divmod(when, 1_000_000_000)
        if second != self._second:
            local = time.localtime(second)
            hours, minutes = divmod(abs(local.tm_gmtoff) // 60, 60)
            sign = "-" if local.tm_gmtoff < 0 else "+"
            offset = f"{sign}{hours:02d}:{minutes:02d}" if local.tm_gmtoff else "Z"
            start = time.strftime("%Y-%m-%dT%H:%M:%S", local)
            self._stamps = (f'{{"@timestamp":"{start}.'.encode(), f'{offset}",'.encode())
            self._second = second
        return b"%b%03d%b" % (self._stamps[0], rest // 1_000_000, self._stamps[1])

    def _head(self, place: Place, level: int, name: str) -> bytes:
        key = (place, level, name, self.redactor)
        head = self._heads.get(key)
        if head is None:
            if len(self._heads) >= _MANY:
                self._heads.clear()
            file, line = place
            short = "/".join(file.replace("\\", "/").rsplit("/", 2)[-2:])
            head = self._heads[key] = b'"level":"%b","caller":%b,%b"component":%b,' % (
                NAMES[level].encode(),
                orjson.dumps(f"{short}:{line}"),
                self._served(),
                orjson.dumps(self.redactor.text(name)),
            )
        return head

    def _served(self) -> bytes:
        shown = orjson.dumps(self.redactor.text(self._service))
        return b'"service":%b,' % shown if self._service else b""


def duration_text(value: object) -> object:
    """Seconds, or a timedelta, as go-zero writes them: milliseconds with one decimal."""
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value * 1000:.1f}ms"
    return value


def _ids(context: Context) -> bytes:
    span = trace.get_current_span(context).get_span_context()
    if not span.is_valid:
        return b""
    return b'"trace":"%032x","span":"%016x",' % (span.trace_id, span.span_id)


def shown(content: Content, redactor: Redactor) -> Content:
    """The same without what is hidden in mappings among its arguments."""
    return content if isinstance(content, str) else (content[0], redactor.arguments(content[1]))


def content_text(content: Content) -> str:
    """The text of a call with its arguments in their places."""
    if isinstance(content, str):
        return content
    event, args = content
    try:
        if len(args) == 1 and isinstance(args[0], dict) and "%(" in event:
            return event % args[0]
        return event % args
    except Exception as error:  # noqa: BLE001 - a text and arguments that people have written
        # A text with the wrong places still says more than none.
        return f"{event} {args} (not formatted: {error})"


def _dumped(document: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """JSON, and the document that it is of: what JSON cannot hold has become text."""
    try:
        return orjson.dumps(document, default=str, option=_OPTIONS), document
    except (TypeError, ValueError, RecursionError):
        document = sound(document)
        return orjson.dumps(document, option=_OPTIONS), document


def _add_failure(document: dict[str, Any], failure: BaseException) -> None:
    for name, text in (
        ("error", message_text(failure)),
        ("error_type", type_text(failure)),
        ("stack", stack_text(failure)),
    ):
        if name in document:
            document[f"field_{name}"] = document[name]
        document[name] = text


def _has_long(document: dict[str, Any]) -> bool:
    return any(type(value) is str and len(value) > LONGEST_TEXT for value in document.values())


def _shortened(document: dict[str, Any]) -> dict[str, Any]:
    short = {
        name: value[:LONGEST_TEXT] if type(value) is str else value
        for name, value in document.items()
    }
    return {**short, "truncated": True}
