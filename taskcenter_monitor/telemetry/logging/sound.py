"""What JSON cannot hold, as the nearest that it can; and texts of values, whatever they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from taskcenter_monitor.telemetry.logging.limits import MORE

_LARGEST = 2**63
_DEEPEST = 10
_LONGEST_NUMBER = 2048
"""Bits of a number that is written. Python refuses to write one of more than 4,300 digits."""


def safe_text(value: object, form: Callable[[object], str] = str) -> str:
    """The text of a value, and of one that has none what it is. Never fails."""
    try:
        text = form(value)
        # A text of a class of its own may change, or do as it likes.
        return text if type(text) is str else str.__str__(text)
    except Exception as error:  # noqa: BLE001 - a log call never fails for what it logs
        return unreadable(value, error)


def unreadable(value: object, error: Exception) -> str:
    """What stands for a value that cannot be shown."""
    try:
        return f"<{type(value).__name__} without a text: {type(error).__name__}>"
    except Exception:  # noqa: BLE001 - not even the class has a name
        return "<a value without a text>"


def integer(value: int) -> int | str:
    """The number, or how large it is where it has more digits than anybody reads."""
    bits = value.bit_length()
    return value if bits <= _LONGEST_NUMBER else f"<int of {bits} bits>"


def sound(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - whatever people log
    """Huge numbers, half characters and the like as text; the rest as it is."""
    if isinstance(value, Mapping | list | tuple):
        return _container(value, depth + 1) if depth < _DEEPEST else MORE
    if isinstance(value, int) and not -_LARGEST <= value < 2 * _LARGEST:
        return str(integer(value))
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat().replace("+00:00", "Z")
    return safe_text(value).encode("utf-8", "backslashreplace").decode("utf-8")


def _container(value: Any, depth: int) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {sound(safe_text(key)): sound(inner, depth) for key, inner in value.items()}
    return [sound(inner, depth) for inner in value]
