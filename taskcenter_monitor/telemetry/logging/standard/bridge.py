"""From a record of the standard library to one of ours."""

from __future__ import annotations

import logging
import threading
from typing import Any

from taskcenter_monitor.telemetry.context import NONE
from taskcenter_monitor.telemetry.logging.levels import ERROR, nearest
from taskcenter_monitor.telemetry.logging.record import Content
from taskcenter_monitor.telemetry.logging.standard.access import TRANSLATIONS
from taskcenter_monitor.telemetry.logging.stream import Stream

_OWN = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None)))
"""What every record has; `extra` is what it has besides."""
_NEEDLESS = _OWN | {
    # Left by formatters of other handlers.
    "message",
    "asctime",
    # uvicorn says the same thing again for terminals.
    "color_message",
    # OpenTelemetry's instrumentation of logging; our lines have trace and span.
    "otelTraceID",
    "otelSpanID",
    "otelServiceName",
    "otelTraceSampled",
}


class Bridge(logging.Handler):
    """The handler of the root logger. It has no lock: the queue behind it needs none."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self.stream = stream
        self._here = threading.local()

    def createLock(self) -> None:  # noqa: N802 - the name is that of the standard library
        """None: a caller that waits for the writer would hold it meanwhile."""
        self.lock = None

    def handle(self, record: logging.LogRecord) -> bool:
        """As any handler does, without the lock."""
        if self.filters:
            # Since Python 3.12 a filter may give another record.
            passed: object = self.filter(record)
            if not passed:
                return False
            record = passed if isinstance(passed, logging.LogRecord) else record
        self.emit(record)
        return True

    def emit(self, record: logging.LogRecord) -> None:
        """Takes the record where the policy wants it. Never raises."""
        # What is said while lines are written would be written, and said again without end.
        if self.stream.writer.lock.mine:
            return
        try:
            if self.stream.writer.stopped:
                self._take_here(record)
            else:
                self._take(record)
        except Exception:  # noqa: BLE001 - whatever is logged, the caller goes on
            self.handleError(record)

    def _take_here(self, record: logging.LogRecord) -> None:
        """The caller writes itself, and so may be the one who says something meanwhile."""
        if getattr(self._here, "busy", False):
            return
        self._here.busy = True
        try:
            self._take(record)
        finally:
            self._here.busy = False

    def _take(self, record: logging.LogRecord) -> None:
        name = record.name
        channel = self.stream.channels.get(name) or self.stream.channel(name)
        access = TRANSLATIONS[name](record) if name in TRANSLATIONS else None
        level, content, fields = access or (nearest(record.levelno), None, NONE)
        if channel.refuses(level, NONE):
            return
        if content is None:
            content, fields = _content(record), _fields(record)
        put = channel.pass_on if access and level == ERROR else channel.take
        put(level, content, fields, NONE, (record.pathname, record.lineno))


def _content(record: logging.LogRecord) -> Content:
    """Text and arguments apart: repeats of one text are known by it."""
    event, args = record.msg, record.args
    if isinstance(event, str):
        # uvicorn ends some of its texts with a line end, for consoles.
        event = event.rstrip("\n")
    if args:
        return event, args if isinstance(args, tuple) else (args,)
    return event


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    own = vars(record)
    fields: dict[str, Any] = {}
    if len(own) > len(_OWN):
        fields = {name: value for name, value in own.items() if name not in _NEEDLESS}
    if record.exc_info:
        fields["exc_info"] = record.exc_info
    elif isinstance(record.msg, BaseException):
        fields["exc_info"] = record.msg
    elif record.exc_text:
        # The record has come from another process, where the exception stayed.
        fields["stack"] = record.exc_text
    if record.stack_info:
        fields["called_from" if "exc_info" in fields else "stack"] = record.stack_info
    return fields
