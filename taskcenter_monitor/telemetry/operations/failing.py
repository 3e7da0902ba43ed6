"""How an operation went: in one word, and in its span."""

from __future__ import annotations

from typing import Literal, TypeAlias

from opentelemetry.trace import Span, StatusCode

Outcome: TypeAlias = Literal["success", "failed", "timeout", "cancelled", "expired"]
"""The values of the label `status`. The last one only tasks have, that nobody began in time."""
OUTCOMES = frozenset({"success", "failed", "timeout", "cancelled", "expired"})
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


def type_of(error: BaseException | str) -> str:
    """The value of `error.type`: the class with its module, but for those of Python itself."""
    if isinstance(error, str):
        return "_OTHER"
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def mark_failed(span: Span, error: BaseException | str) -> None:
    """The stack becomes an event. The status names the type alone: a message may hold a secret."""
    if isinstance(error, BaseException):
        span.record_exception(error)
    kind = type_of(error)
    span.set_attribute("error.type", kind)
    span.set_status(StatusCode.ERROR, None if isinstance(error, str) else kind)
