"""Values as they are at the time of the call: the writer looks at them later."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from enum import Enum
from itertools import islice
from numbers import Integral, Real
from typing import Any, TypeGuard
from uuid import UUID

from taskcenter_monitor.telemetry.logging.limits import (
    CHARACTERS,
    DEEPEST,
    KEPT_TEXT,
    MORE,
    PARTS,
    SHORT_TEXT,
)
from taskcenter_monitor.telemetry.logging.record import Content
from taskcenter_monitor.telemetry.logging.sound import integer, safe_text, unreadable
from taskcenter_monitor.telemetry.redaction.masked import masked

UNCHANGING = frozenset(
    {str, int, float, bool, type(None), datetime, date, time_of_day, timedelta, Decimal, UUID}
)
"""Types whose values never change, and so need no copy."""


def plain(fields: Mapping[str, Any]) -> bool:
    """Whether all values are of types that never change. Runs in C, but for odd types."""
    try:
        return UNCHANGING.issuperset(map(type, fields.values()))
    except Exception:  # noqa: BLE001 - a type whose own type compares and hashes as it likes
        return False


def settled(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same fields, copied where they could change."""
    return fields if plain(fields) else Snapshots().fields(fields, None)


def failure_of(fields: Mapping[str, Any]) -> BaseException | None:
    """The exception among the fields of a call.

    `exc_info` is a flag, an exception, or the triple of `sys.exc_info`. An exception as the field
    `error` counts as one too: its text and its stack are what somebody wants to see.
    """
    given = fields.get("exc_info")
    if isinstance(given, tuple):
        given = given[1] if len(given) == 3 else None
    elif given is not None and not isinstance(given, BaseException) and _true(given):
        given = sys.exc_info()[1]
    if isinstance(given, BaseException):
        return given
    given = fields.get("error")
    return given if isinstance(given, BaseException) else None


def _true(value: object) -> bool:
    try:
        return bool(value)
    except Exception:  # noqa: BLE001 - an array of numbers is neither true nor false
        return True


class Shown(str):
    """The text of a value, which also knows what `%r` makes of it."""

    __slots__ = ("form",)
    form: str

    def __repr__(self) -> str:
        return self.form


class Snapshots:
    """Those of one call. What they may hold in all is bounded, and so is the time they take."""

    __slots__ = ("_characters", "_parts")

    def __init__(self) -> None:
        self._parts = PARTS
        self._characters = CHARACTERS

    def content(self, content: object) -> Content:
        """The text of a call with its arguments."""
        if _has_arguments(content):
            event, args = content
            event = event if type(event) is str else safe_text(event)
            copy = self._shown if "%r" in event else self.value
            return event, tuple(copy(value) for value in args)
        return content if type(content) is str else safe_text(content)

    def fields(self, fields: Mapping[str, Any], failure: BaseException | None) -> dict[str, Any]:
        """The fields of a call but for the exception, which has places of its own."""
        return {
            name: self.value(value)
            for name, value in fields.items()
            if name != "exc_info" and (name != "error" or failure is None or value is not failure)
        }

    def value(self, value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - whatever people log
        """The value as it is now, made of types that do not change and of new lists and dicts.

        A value that cannot be read, or not even be shown, is named by its type.
        """
        try:
            kind = type(value)
            if kind is str:
                return self._text(value)
            if kind is int:
                return integer(value)
            return value if kind in UNCHANGING else self._copied(value, depth)
        except Exception as error:  # noqa: BLE001 - a log call never fails for what it logs
            return unreadable(value, error)

    def _copied(self, value: Any, depth: int) -> Any:  # noqa: ANN401
        if depth >= DEEPEST:
            return MORE
        shown = masked(value)
        if shown is not value:
            return self.value(shown, depth + 1)
        if isinstance(value, Enum):
            return self.value(value.value, depth + 1)
        return self._container(value, depth + 1)

    def _container(self, value: Any, depth: int) -> Any:  # noqa: ANN401
        if isinstance(value, Mapping):
            return self._mapping(value, depth)
        if isinstance(value, list | tuple | set | frozenset):
            return self._sequence(value, depth)
        if isinstance(value, bytes | bytearray):
            return self._text(bytes(value[:KEPT_TEXT]).decode("utf-8", "backslashreplace"))
        # Numbers of other libraries, so that %d takes them.
        if isinstance(value, Integral):
            return integer(int(value))
        return float(value) if isinstance(value, Real) else self._text(safe_text(value))

    def _mapping(self, value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        # In one go, as another thread may change it.
        for key, inner in list(islice(value.items(), self._parts + 1)):
            self._parts -= 1
            if self._parts < 0:
                shown[MORE] = MORE
                break
            shown[self._text(safe_text(key))] = self.value(inner, depth)
        return shown

    def _sequence(self, value: Any, depth: int) -> list[Any]:  # noqa: ANN401
        shown: list[Any] = []
        for inner in list(islice(value, self._parts + 1)):
            self._parts -= 1
            if self._parts < 0:
                shown.append(MORE)
                break
            shown.append(self.value(inner, depth))
        return shown

    def _text(self, text: str) -> str:
        """The text, or the beginning of it; or nothing, as half a secret is not known for one."""
        if len(text) > KEPT_TEXT:
            text = text[:KEPT_TEXT]
        self._characters -= len(text)
        return text if self._characters >= 0 or len(text) <= SHORT_TEXT else MORE

    def _shown(self, value: object) -> object:
        copied = self.value(value)
        # What has become a text would be quoted like one.
        if type(copied) is str and type(value) is not str and not hasattr(type(value), "__mask__"):
            copied = Shown(copied)
            copied.form = self._text(_form(value))
        return copied


def _has_arguments(content: object) -> TypeGuard[tuple[object, tuple[object, ...]]]:
    # Somebody may log a tuple in place of a text.
    return isinstance(content, tuple) and len(content) == 2 and isinstance(content[1], tuple)


def _form(value: object) -> str:
    form: Callable[[object], str] = repr
    return safe_text(value, form)
