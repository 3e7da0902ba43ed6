"""Records of what a service does all day: one call each, with the same fields everywhere.

The level follows from how it went: ERROR where it failed, a status of 500 and more among it, WARN
with `slow` where it took `slow_after` seconds or longer, and INFO otherwise. `duration` is in
seconds and is written as go-zero does, `12.3ms`. Fields that are not given are not in the line;
docs/telemetry.md has the table. The place in the line is that of the caller.

Nothing is worked out for a record that nobody wants, and nothing here raises for odd values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from sys import _getframe
from typing import Any, Required, TypedDict, Unpack, cast

from taskcenter_monitor.telemetry.logging.levels import ERROR, INFO, WARN
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.statements import without_literals

SLOW: Mapping[str, float] = {"http": 0.5, "database": 0.5, "cache": 0.1, "queue": 30.0}
"""Seconds from which on an operation is slow where its call does not say. The first three are
go-zero's own, which has none for queues: there it is what Task Center gives a callback.
"""


class Operation(TypedDict, total=False):
    """What every operation may have."""

    duration: float | timedelta
    error: BaseException | str
    slow_after: float


class HttpRequest(Operation, total=False):
    """One request, served or sent. `route` is the template of the path, as in `/tasks/{id}`."""

    method: Required[str]
    path: Required[str]
    status: int
    route: str
    client: str
    peer: str
    bytes_in: int
    bytes_out: int
    user_agent: str


class DatabaseOperation(Operation, total=False):
    """One statement. Parameters have no place here."""

    system: Required[str]
    operation: Required[str]
    database: str
    table: str
    statement: str
    rows: int


class CacheOperation(Operation, total=False):
    """One access to a cache; `hit` is left out where that is no question."""

    system: Required[str]
    operation: Required[str]
    key: str
    hit: bool
    size: int


class QueueOperation(Operation, total=False):
    """One message sent, received or worked on. `lag` is the seconds that it has waited."""

    system: Required[str]
    operation: Required[str]
    queue: Required[str]
    message_id: str
    attempt: int
    lag: float
    size: int


class Figure(TypedDict, total=False):
    """One measurement, with its unit."""

    name: Required[str]
    value: Required[float]
    unit: Required[str]


def http_request(logger: Logger, **said: Unpack[HttpRequest]) -> None:
    """A request has been answered, one line each. What follows `?` in the path is left out."""
    fields = cast("dict[str, Any]", said)
    level = outcome("http", fields)
    if logger.enabled(level):
        fields["path"] = str(fields.get("path", "")).partition("?")[0]
        frame = _getframe(1)
        place = (frame.f_code.co_filename, frame.f_lineno)
        # Only the stack of an exception is worth counting repeats; all else is as short as the
        # line of any request, and each of these is its own.
        single = level == ERROR and not isinstance(fields.get("error"), BaseException)
        put = logger.pass_on if single else logger.capture
        put(level, request_text(fields), fields, place)


def database(logger: Logger, **said: Unpack[DatabaseOperation]) -> None:
    """A statement has been run. Texts and numbers in it are left out."""
    fields = cast("dict[str, Any]", said)
    level = outcome("database", fields)
    if logger.enabled(level):
        if "statement" in fields:
            system = str(fields.get("system", ""))
            fields["statement"] = without_literals(str(fields["statement"]), system)
        frame = _getframe(1)
        place = (frame.f_code.co_filename, frame.f_lineno)
        logger.capture(level, operation_text(fields, "table"), fields, place)


def cache(logger: Logger, **said: Unpack[CacheOperation]) -> None:
    """A cache has been asked, or told."""
    fields = cast("dict[str, Any]", said)
    level = outcome("cache", fields)
    if logger.enabled(level):
        frame = _getframe(1)
        place = (frame.f_code.co_filename, frame.f_lineno)
        logger.capture(level, operation_text(fields), fields, place)


def queue(logger: Logger, **said: Unpack[QueueOperation]) -> None:
    """A message has been sent, received or worked on."""
    fields = cast("dict[str, Any]", said)
    level = outcome("queue", fields)
    if logger.enabled(level):
        frame = _getframe(1)
        place = (frame.f_code.co_filename, frame.f_lineno)
        logger.capture(level, operation_text(fields, "queue"), fields, place)


def performance(logger: Logger, **said: Unpack[Figure]) -> None:
    """Something has been measured; always INFO, for nobody says here what is too much."""
    if logger.enabled(INFO):
        fields = cast("dict[str, Any]", said)
        frame = _getframe(1)
        place = (frame.f_code.co_filename, frame.f_lineno)
        logger.capture(INFO, f"[STAT] {fields.get('name')}", fields, place)


def outcome(kind: str, fields: dict[str, Any]) -> int:
    """The level; `fields` lose `slow_after` and get `slow` where it was slow."""
    slow_after = fields.pop("slow_after", SLOW[kind])
    if fields.get("error") is not None or _number(fields.get("status")) >= 500:
        return ERROR
    if _number(fields.get("duration")) >= _number(slow_after):
        fields["slow"] = True
        return WARN
    return INFO


def request_text(fields: Mapping[str, Any]) -> str:
    """As go-zero begins its own access lines."""
    where = fields.get("route") or fields.get("path")
    return f"[HTTP] {fields.get('status', '-')} - {fields.get('method')} {where}"


def operation_text(fields: Mapping[str, Any], where: str = "") -> str:
    """What was done with which system, and with what of it where `where` is among the fields."""
    text = f"[{str(fields.get('system')).upper()}] {fields.get('operation')}"
    return f"{text} {fields[where]}" if where in fields else text


def _number(value: object) -> float:
    if isinstance(value, int | float):
        return value
    if isinstance(value, timedelta):
        return value.total_seconds()
    try:
        return float(cast("str", value))
    except (TypeError, ValueError):
        return 0.0
