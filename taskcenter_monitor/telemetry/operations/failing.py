"""How an operation went: in one word, and in its span."""

from __future__ import annotations

from typing import Literal, TypeAlias

from opentelemetry.trace import Span, StatusCode

from taskcenter_monitor.telemetry.tracing.errors import ended_by

Outcome: TypeAlias = Literal["success", "failed", "timeout", "cancelled", "expired"]
"""The values of the label `status`. The last one only tasks have, that nobody began in time."""
OUTCOMES = frozenset({"success", "failed", "timeout", "cancelled", "expired"})
_LONGEST = 100
"""Characters of an error that is told in words."""
OTHER = "other"
"""Of labels, for what is none of the values that they may have."""


def outcome_of(error: BaseException | str | None) -> Outcome:
    """The word for what a block has raised.

    A task of asyncio that is cancelled, a generator that is closed and a process that ends have
    not failed.
    """
    if error is None:
        return "success"
    if isinstance(error, BaseException):
        if _is_timeout(type(error)):
            return "timeout"
        if not isinstance(error, Exception):
            return "cancelled"
    return "failed"


def _is_timeout(kind: type[BaseException]) -> bool:
    """By the names of its classes: httpx, requests, redis and SQLAlchemy have some of their own."""
    return any("Timeout" in base.__name__ for base in kind.__mro__)


def mark_failed(span: Span, error: BaseException | str) -> None:
    """The stack of an exception becomes an event. One that is no error leaves the status alone."""
    if isinstance(error, BaseException):
        ended_by(span, error)
    elif span.is_recording():
        span.set_attribute("error.type", error[:_LONGEST])
        span.set_status(StatusCode.ERROR)
