"""SQLAlchemy 2, by the part of its instrumentation that makes the spans.

The rest of that refuses SQLAlchemy 2.1, fails where greenlet is not installed, does not see an
engine that was made before, or by a `create_engine` that was imported before, and makes a second
span for each connection that is taken from a pool. So it is hung on each engine when that is used.
"""

from __future__ import annotations

from typing import Any

from opentelemetry import metrics, trace
from opentelemetry.context import attach, detach
from opentelemetry.instrumentation.sqlalchemy.engine import EngineTracer, _after_cur_exec
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, set_span_in_context
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from taskcenter_monitor.telemetry.logging.statements import without_literals
from taskcenter_monitor.telemetry.tracing.instrumentation.clients import Unsuitable

NAME = "opentelemetry.instrumentation.sqlalchemy"
PLACES = ("db.statement", "db.query.text")
"""Attributes that have the statement, by the older and the stable conventions."""
_OLDEST = 2
_NOT_SAMPLED = NonRecordingSpan(SpanContext(1, 1, is_remote=True))


def _hang(connection: Any) -> None:  # noqa: ANN401 - theirs
    engine = connection.engine
    if not event.contains(engine, "after_cursor_execute", _after_cur_exec):
        usage = metrics.get_meter(NAME).create_up_down_counter("db.client.connections.usage")
        EngineTracer(trace.get_tracer(NAME), engine, usage)  # type: ignore[no-untyped-call]


def _executed(connection: Any, *of_query: Any) -> None:  # noqa: ANN401 - theirs
    """Called before theirs ends the span: listeners of a class go before those of an engine."""
    _, statement, _, context, _ = of_query
    _shorten(getattr(context, "_otel_span", None), statement, connection.engine.name)


def _failed(failure: Any) -> None:  # noqa: ANN401 - an ExceptionContext
    span = getattr(failure.execution_context, "_otel_span", None)
    if failure.engine is not None:
        _shorten(span, failure.statement or "", failure.engine.name)


def _shorten(span: Span | None, statement: str, system: str) -> None:
    if span is None or not span.is_recording():
        return
    said = getattr(span, "attributes", None) or {}
    for place in PLACES:
        if place in said:
            span.set_attribute(place, without_literals(statement, system))


_LISTENERS: tuple[tuple[str, Any], ...] = (
    ("engine_connect", _hang),
    ("after_cursor_execute", _executed),
    ("handle_error", _failed),
)


class SqlAlchemy:
    """By their tracer of one engine."""

    def start(self, version: str) -> None:
        """For every engine, new and old; a query in trial shows that it works."""
        if int(version.partition(".")[0]) < _OLDEST:
            raise Unsuitable(f"SQLAlchemy 2.0 or later is needed, and {version} is installed")
        for name, listener in _LISTENERS:
            event.listen(Engine, name, listener)
        if not _makes_spans():
            self.stop()
            raise Unsuitable(f"its instrumentation makes no spans with SQLAlchemy {version}")

    def stop(self) -> None:
        """Takes it off every engine."""
        for name, listener in _LISTENERS:
            event.remove(Engine, name, listener)
        EngineTracer.remove_all_event_listeners()  # type: ignore[no-untyped-call]


def _makes_spans() -> bool:
    """Whether a query of SQLite has one, in a trace that is not recorded."""
    seen: list[object] = []
    engine = create_engine("sqlite://", poolclass=NullPool)

    def look(*of_query: Any) -> None:  # noqa: ANN401
        seen.append(getattr(of_query[4], "_otel_span", None))

    event.listen(engine, "after_cursor_execute", look, named=False)
    token = attach(set_span_in_context(_NOT_SAMPLED))
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    finally:
        detach(token)
        engine.dispose()
    return any(isinstance(span, Span) for span in seen)


INSTRUMENTATION = SqlAlchemy()
