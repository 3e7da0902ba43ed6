"""What a span says of the exception that ends it."""

from __future__ import annotations

from contextlib import suppress

from opentelemetry import trace
from opentelemetry.trace import Span, Status, StatusCode

from taskcenter_monitor.telemetry.tracing.limits import KEPT

_MARK = "__recorded_in_trace__"
"""On an exception: the trace in which its stack stands already."""
_EVENTS = {
    "CancelledError": "cancelled",
    "Cancelled": "cancelled",
    "KeyboardInterrupt": "interrupted",
}
"""By the name of what is no error: asyncio's, trio's, and Ctrl-C."""


def record_error(error: BaseException, span: Span | None = None) -> None:
    """Records an exception that the code has dealt with, in the current span if none is given.

    Its stack becomes an event, once in a trace, and the status ERROR.
    """
    span = span or trace.get_current_span()
    if span.is_recording():
        _record(span, error)


def ended_by(span: Span, error: BaseException) -> None:
    """The block of a span has raised."""
    if not span.is_recording():
        return
    if isinstance(error, Exception) or not _harmless(span, error):
        _record(span, error)


def _harmless(span: Span, error: BaseException) -> bool:
    """Whether it is a way of ending that is no error, which an event may tell."""
    if isinstance(error, SystemExit):
        return error.code in (None, 0)
    event = _EVENTS.get(type(error).__name__)
    if event is not None:
        span.add_event(event)
    return event is not None or isinstance(error, GeneratorExit)


def _record(span: Span, error: BaseException) -> None:
    # Only where something fails.
    from taskcenter_monitor.telemetry.logging.failures import captured
    from taskcenter_monitor.telemetry.logging.stacks import message_text, type_text
    from taskcenter_monitor.telemetry.logging.tracebacks import stack_text

    kind, message = type_text(error), message_text(error)[:KEPT]
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR, f"{kind}: {message}" if message else kind))
    if _is_new(span, error):
        span.add_event(
            "exception",
            {
                "exception.type": kind,
                "exception.message": message,
                "exception.stacktrace": stack_text(captured(error)),
            },
        )


def _is_new(span: Span, error: BaseException) -> bool:
    """Whether no other span of the trace has its stack. One that is kept may come up in another."""
    here = span.get_span_context().trace_id
    if getattr(error, _MARK, None) == here:
        return False
    # It may be of anybody's class, which takes none.
    with suppress(Exception):
        setattr(error, _MARK, here)
    return True
