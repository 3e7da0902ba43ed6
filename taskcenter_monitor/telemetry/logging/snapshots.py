"""Values as they are at the time of the call: the writer looks at them later."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from enum import Enum
from numbers import Integral, Real
from typing import Any
from uuid import UUID

from taskcenter_monitor.telemetry.logging.record import Content

UNCHANGING = frozenset(
    {str, int, float, bool, type(None), datetime, date, time_of_day, timedelta, Decimal, UUID}
)
"""Types whose values never change, and so need no copy."""
_DEEPEST = 8
_LARGEST = 1000
"""Levels and members of a container that are kept: a log is no dump of data."""


def settled(
    content: object, fields: Mapping[str, Any]
) -> tuple[Content, Mapping[str, Any], BaseException | None]:
    """What a call said, copied where it could change, and the exception among it.

    `exc_info` is a flag, an exception, or the triple of `sys.exc_info`. An exception as the field
    `error` counts as one too: its text and its stack are what somebody wants to see.
    """
    failure = _failure(fields)
    copied = {
        name: snapshot(value)
        for name, value in fields.items()
        if name != "exc_info" and value is not failure
    }
    return _content(content), copied, failure


def _failure(fields: Mapping[str, Any]) -> BaseException | None:
    given = fields.get("exc_info") or fields.get("error")
    if given is True:
        return sys.exc_info()[1]
    if isinstance(given, tuple) and len(given) == 3:
        given = given[1]
    return given if isinstance(given, BaseException) else None


def _content(content: object) -> Content:
    if isinstance(content, tuple):
        event, args = content
        event = _text(event)
        copy = _shown if "%r" in event else snapshot
        return event, tuple(copy(value) for value in args)
    return content if type(content) is str else _text(content)


class Shown(str):
    """The text of a value, which also knows what `%r` makes of it."""

    __slots__ = ("form",)
    form: str

    def __repr__(self) -> str:
        return self.form


def _shown(value: object) -> object:
    copied = snapshot(value)
    # What has become a text would be quoted like one.
    if type(copied) is str and type(value) is not str and not hasattr(value, "__mask__"):
        copied = Shown(copied)
        copied.form = _text(value, repr)
    return copied


def snapshot(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - whatever people log
    """The value as it is now, made of types that do not change and of new lists and dicts.

    A value that cannot be read, or not even be shown, is named by its type.
    """
    if type(value) in UNCHANGING:
        return value
    try:
        return _copied(value, depth)
    except Exception as error:  # noqa: BLE001 - a log call never fails for what it logs
        return _unreadable(value, error)


def _copied(value: Any, depth: int) -> Any:  # noqa: ANN401
    if depth >= _DEEPEST:
        return "..."
    masked = getattr(value, "__mask__", None)
    if callable(masked) and not isinstance(value, type):
        return snapshot(masked(), depth + 1)
    if isinstance(value, Enum):
        return snapshot(value.value, depth + 1)
    return _container(value, depth + 1)


def _container(value: Any, depth: int) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        pairs = list(value.items())[:_LARGEST]
        return {_text(key): snapshot(inner, depth) for key, inner in pairs}
    if isinstance(value, list | tuple | set | frozenset):
        return [snapshot(inner, depth) for inner in list(value)[:_LARGEST]]
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "backslashreplace")
    # Numbers of other libraries, so that %d takes them.
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else _text(value)


def _text(value: object, form: Callable[[object], str] = str) -> str:
    try:
        return form(value)
    except Exception as error:  # noqa: BLE001 - a log call never fails for what it logs
        return _unreadable(value, error)


def _unreadable(value: object, error: Exception) -> str:
    return f"<{type(value).__name__} without a text: {type(error).__name__}>"
