"""The loggers that are measured: ours, and what a service would otherwise use.

Each writes the same to a file: a text, four fields, five bound ids, the caller and the ids of the
current span, as one JSON object a line. Peers are set up as their own documentation advises.
"""

from __future__ import annotations

import logging
import logging.handlers
import queue
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from opentelemetry import trace

IDS = {
    "request_id": "5f0c2f6e7d1b4d9aa4c1",
    "user_id": "u-1007",
    "business_id": "crm",
    "task_id": "7213",
    "tenant": "north",
}
URL = "https://shop.example.com/callback/index?page=2"
"""Letters, digits and signs as in real lines: a redaction that looks for single letters of what it
hides has to look twice."""
HIDDEN = frozenset({"password", "passwd", "secret", "token", "authorization", "cookie", "api_key"})
"""What the redaction of the peers hides: names looked up in a set, the least one can do."""


@dataclass(frozen=True, slots=True)
class Variant:
    """`call` logs record number n, `settle` returns when all is in the file; both many times."""

    call: Callable[[int], None]
    settle: Callable[[], None]


def ours(path: Path, policy: Path | None = None) -> Variant:
    """With the policy that is shipped, its redaction of keys and patterns included."""
    from taskcenter_monitor.telemetry import context
    from taskcenter_monitor.telemetry.logging import configure, flush, get_logger

    configure(file=path, console="none", policy=policy)
    context.bind(**IDS)
    log = get_logger("task.callback")

    def call(number: int) -> None:
        log.info("task done", number=number, took=2.5, url=URL, outcome="ok")

    return Variant(call, lambda: _in_time(flush(60)))


def structlog_(path: Path, hides: bool = False) -> Variant:
    """Synchronous, orjson, bytes straight to the file: its fastest documented set-up."""
    import structlog
    from structlog.processors import CallsiteParameter as Parameter

    keep = path.open("ab")
    structlog.configure(
        cache_logger_on_first_use=True,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.CallsiteParameterAdder([Parameter.FILENAME, Parameter.LINENO]),
            _span_ids,
            *([_without_secrets] if hides else []),
            structlog.processors.format_exc_info,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        logger_factory=structlog.BytesLoggerFactory(keep),
    )
    structlog.contextvars.bind_contextvars(**IDS)
    log = structlog.get_logger().bind()

    def call(number: int) -> None:
        log.info("task done", number=number, took=2.5, url=URL, outcome="ok")

    return Variant(call, keep.flush)


def structlog_hiding(path: Path) -> Variant:
    """The same with a processor that hides secrets by the names of their fields."""
    return structlog_(path, hides=True)


def stdlib_queue(path: Path) -> Variant:
    """QueueHandler and QueueListener, a filter for the ids, a formatter with orjson."""
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    target = logging.FileHandler(path)
    target.setFormatter(_JsonFormatter())
    listener = logging.handlers.QueueListener(waiting, target)
    listener.start()
    handler = logging.handlers.QueueHandler(waiting)
    handler.addFilter(_Ids())
    log = logging.getLogger("task.callback")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(handler)
    _BOUND.set(IDS)

    def call(number: int) -> None:
        fields = {"number": number, "took": 2.5, "url": URL, "outcome": "ok"}
        log.info("task done", extra=fields)

    def settle() -> None:
        while not waiting.empty():
            time.sleep(0.005)
        # What was taken last may not be written yet.
        time.sleep(0.005)

    return Variant(call, settle)


VARIANTS: dict[str, Callable[[Path], Variant]] = {
    "ours": ours,
    "structlog": structlog_,
    "structlog hiding": structlog_hiding,
    "stdlib queue": stdlib_queue,
}
"""All that write records, by the names in the table."""

_BOUND: ContextVar[dict[str, str] | None] = ContextVar("bound", default=None)


class _Ids(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.ids = _BOUND.get()
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            record.trace, record.span = f"{span.trace_id:032x}", f"{span.span_id:016x}"
        return True


class _JsonFormatter(logging.Formatter):
    _usual = frozenset(vars(logging.makeLogRecord({}))) | {"message", "ids"}

    def format(self, record: logging.LogRecord) -> str:
        own = {key: value for key, value in vars(record).items() if key not in self._usual}
        entry = {
            "timestamp": self.formatTime(record),
            "level": record.levelname,
            "filename": record.filename,
            "lineno": record.lineno,
            "event": record.getMessage(),
            **(getattr(record, "ids", None) or {}),
            **own,
        }
        return orjson.dumps(entry).decode()


def _span_ids(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        event["trace"], event["span"] = f"{span.trace_id:032x}", f"{span.span_id:016x}"
    return event


def _without_secrets(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    for name in event:
        if name.lower() in HIDDEN:
            event[name] = "***"
    return event


def _in_time(flushed: bool) -> None:
    if not flushed:
        raise RuntimeError("the records were not written within a minute")
