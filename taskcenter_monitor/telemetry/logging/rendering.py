"""From a record to its line: one JSON object in the keys of go-zero, and ours."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
from opentelemetry import trace
from opentelemetry.context import Context

from taskcenter_monitor.telemetry.context import KEY, NONE
from taskcenter_monitor.telemetry.logging.cutting import fitting, free, marked, shortened
from taskcenter_monitor.telemetry.logging.failures import Failure
from taskcenter_monitor.telemetry.logging.levels import NAMES
from taskcenter_monitor.telemetry.logging.limits import (
    HEAD,
    KEPT_TEXT,
    LONGEST_LINE,
    LONGEST_TEXT,
)
from taskcenter_monitor.telemetry.logging.record import Content, Place, Record
from taskcenter_monitor.telemetry.logging.sound import safe_text, sound
from taskcenter_monitor.telemetry.logging.tracebacks import stack_text
from taskcenter_monitor.telemetry.redaction import Redactor

RESERVED = frozenset(
    {"@timestamp", "level", "caller", "trace", "span", "component", "service", "content"}
)
"""Keys that are ours alone: a field of such a name is written as `field_<name>`."""
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
_MANY = 4096
_NAMED = 20
_LONGEST_NAME = 200
"""Fields that are named where they could not be written, and characters of a name."""


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
        """The line, with its end. Never fails: what JSON cannot hold is written as text.

        Fields that cannot be written all the same are left out and named in `unrendered`.
        """
        when, level, channel, content, fields, bound, place, context, failure = record
        self.rendered[level] += 1
        ids: Any = context.get(KEY, NONE)
        said = {**ids, **bound, **fields}
        try:
            document: dict[str, Any] = {"content": self._text(content)}
            self._add_fields(document, said)
            if failure is not None:
                _add_failure(document, failure)
            body = self._body(document)
        except Exception:  # noqa: BLE001 - a line with what can be written is better than none
            body = self._salvaged(content, said, failure)
        return b"".join(
            (
                self._stamp(when),
                self._head(place, level, channel.name),
                _ids(context),
                body[1:],
                b"\n",
            )
        )

    def _text(self, content: Content) -> str:
        return content_text(shown(content, self.redactor))

    def _add_fields(self, document: dict[str, Any], said: Mapping[str, Any]) -> None:
        hides = self.redactor.hides
        for name, value in said.items():
            key = free(said, name) if name in RESERVED else name
            if hides(name):
                document[key] = self.redactor.hidden(value)
            elif type(value) is dict or type(value) is list:
                # Texts in it are searched with all the others, once there is a line.
                document[key] = self.redactor.by_name({name: value})[name]
            else:
                document[key] = value
        if "duration" in document:
            document["duration"] = duration_text(document["duration"])

    def _body(self, document: dict[str, Any]) -> bytes:
        body, document = _dumped(document)
        if len(body) > LONGEST_TEXT:
            return self._long_body(document)
        if self.redactor.suspects(body):
            body, document = _dumped(self.redactor.fields(document))
            # A mask may be longer than what it hides.
            if len(body) > LONGEST_TEXT:
                return fitting(sound(document))
        return body

    def _long_body(self, document: dict[str, Any]) -> bytes:
        document = shortened(sound(document), KEPT_TEXT)
        if shortened(document, LONGEST_TEXT) != document:
            document = marked(document)
        if self.redactor.suspects(orjson.dumps(document)):
            document = sound(self.redactor.fields(document))
        # Last of all: half a secret at the end of what was cut would be one no more.
        return fitting(document)

    def _salvaged(
        self, content: Content, said: Mapping[str, Any], failure: Failure | None
    ) -> bytes:
        """What can be written of a record, each field by itself."""
        add: dict[str, Callable[[dict[str, Any]], object]] = {
            "content": lambda document: document.update(content=self._text(content))
        }
        for name, value in said.items():
            add[self._name(name)] = partial(self._add_fields, said={safe_text(name): value})
        if failure is not None:
            add["stack"] = partial(_add_failure, failure=failure)
        parts, left, unrendered = list[bytes](), LONGEST_LINE - 2 * HEAD, list[str]()
        for name, fill in add.items():
            try:
                document: dict[str, Any] = {}
                fill(document)
                part = self._body(document)[1:-1]
                left -= len(part)
                if left < 0:
                    raise ValueError
            except Exception:  # noqa: BLE001 - the others are written all the same
                unrendered.append(name)
            else:
                parts.append(part)
        parts.append(orjson.dumps({"unrendered": sound(unrendered[:_NAMED])})[1:-1])
        return b"{%b}" % b",".join(parts)

    def _name(self, name: object) -> str:
        try:
            return self.redactor.name(safe_text(name))[:_LONGEST_NAME]
        except Exception:  # noqa: BLE001 - what cannot be searched is not shown
            return "?"

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
            short = "/".join(safe_text(file).replace("\\", "/").rsplit("/", 2)[-2:])
            head = self._heads[key] = b'"level":"%b","caller":%b,%b"component":%b,' % (
                NAMES[level].encode(),
                orjson.dumps(sound(f"{short}:{line}")),
                self._served(),
                orjson.dumps(sound(self.redactor.text(name))),
            )
        return head

    def _served(self) -> bytes:
        shown = orjson.dumps(sound(self.redactor.text(self._service)))
        return b'"service":%b,' % shown if self._service else b""


def duration_text(value: object) -> object:
    """Seconds, or a timedelta, as go-zero writes them: milliseconds with one decimal."""
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return f"{value * 1000:.1f}ms"
        except OverflowError:
            # A number that no time has is shown as any other.
            return value
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
        given = safe_text(args)
        if given.startswith("<"):
            given = f"({', '.join(safe_text(value, repr) for value in args)})"
        return f"{event} {given} (not formatted: {safe_text(error)})"


def _dumped(document: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """JSON, and the document that it is of: what JSON cannot hold has become text."""
    try:
        return orjson.dumps(document, default=str, option=_OPTIONS), document
    except (TypeError, ValueError, RecursionError):
        document = sound(document)
        return orjson.dumps(document, option=_OPTIONS), document


def _add_failure(document: dict[str, Any], failure: Failure) -> None:
    for name, text in (
        ("error", failure.message),
        ("error_type", failure.kind),
        ("stack", stack_text(failure)),
    ):
        if name in document:
            document[free(document, name)] = document[name]
        document[name] = text
