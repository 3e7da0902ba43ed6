"""Makes a task of what a client has sent, or tells everything that is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from taskcenter.storage.task import QUEUES, Task

DAY = 86400.0
YEAR = 366 * DAY


class Invalid(Exception):
    """What a client is told, by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("invalid task")
        self.faults = dict(faults)


class _Wrong(Exception):
    """One value is not as it must be."""


def task_from(body: object, businesses: tuple[str, ...], now: float) -> Task:
    """The task; raises `Invalid` with all faults."""
    if not isinstance(body, dict):
        raise Invalid({"body": "expected an object of JSON"})
    faults = {
        str(name): f"unknown; known are {', '.join(_READERS)}" for name in body.keys() - _READERS
    }
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        try:
            found[name] = read(body.get(name), now)
        except _Wrong as wrong:
            faults[name] = str(wrong)
    if "business_id" not in faults and found["business_id"] not in businesses:
        faults["business_id"] = f"unknown; known are {', '.join(businesses)}"
    if faults:
        raise Invalid(faults)
    found["due"] = found.pop("when")
    found["expires"] = found["due"] + found.pop("expires_in")
    return Task(id=uuid4().hex, created=now, **found)


def _text(longest: int) -> Callable[[Any, float], str]:
    def read(value: Any, _now: float) -> str:  # noqa: ANN401 - any JSON
        fits = isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()
        if not fits:
            raise _Wrong(f"expected a text of 1 to {longest} characters that can be printed")
        return str(value)

    return read


def _url(value: Any, _now: float) -> str:  # noqa: ANN401
    text = _text(500)(value, _now)
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        valid = False
    if not valid:
        raise _Wrong("expected a URL like https://crm.example.com/hook")
    return text


def _when(value: Any, now: float) -> float:  # noqa: ANN401
    """Seconds since 1970 or ISO 8601 with an offset; without one, at once."""
    if value is None:
        return now
    moment = _number_of(value)
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            parsed = None
        moment = parsed.timestamp() if parsed is not None and parsed.tzinfo else None
    if moment is None or not now - DAY <= moment <= now + YEAR:
        raise _Wrong(
            "expected a moment from yesterday to in a year: seconds since 1970, or ISO 8601 with "
            "an offset like 2026-03-02T09:30:00+08:00"
        )
    return moment


def _number(default: float, lowest: float, highest: float) -> Callable[[Any, float], float]:
    def read(value: Any, _now: float) -> float:  # noqa: ANN401
        number = default if value is None else _number_of(value)
        if number is None or not lowest <= number <= highest:
            raise _Wrong(f"expected a number from {lowest:g} to {highest:g}")
        return number

    return read


def _whole(default: int, lowest: int, highest: int) -> Callable[[Any, float], int]:
    def read(value: Any, _now: float) -> int:  # noqa: ANN401
        number = default if value is None else value
        if type(number) is not int or not lowest <= number <= highest:
            raise _Wrong(f"expected a whole number from {lowest} to {highest}")
        return number

    return read


def _intervals(value: Any, _now: float) -> tuple[float, ...]:  # noqa: ANN401
    if value is None:
        return (60.0, 300.0, 900.0)
    numbers = [_number_of(one) for one in value] if isinstance(value, list) else []
    valid = [one for one in numbers if one is not None and 0 <= one <= DAY]
    if not 0 < len(valid) <= 10 or len(valid) != len(numbers):
        raise _Wrong("expected a list of 1 to 10 numbers of seconds up to 86400")
    return tuple(valid)


def _queue(value: Any, _now: float) -> str:  # noqa: ANN401
    if value is None:
        return "default"
    if value not in QUEUES:
        raise _Wrong(f"expected one of {', '.join(QUEUES)}")
    return str(value)


def _payload(value: Any, _now: float) -> dict[str, Any]:  # noqa: ANN401
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Wrong("expected an object of JSON")
    return value


def _number_of(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


_READERS: Mapping[str, Callable[[Any, float], Any]] = {
    "name": _text(100),
    "business_id": _text(50),
    "callback_url": _url,
    "when": _when,
    "timeout": _number(30.0, 0.05, 30.0),
    "max_retries": _whole(3, 0, 10),
    "intervals": _intervals,
    "expires_in": _number(DAY, 1.0, YEAR),
    "queue": _queue,
    "payload": _payload,
}
