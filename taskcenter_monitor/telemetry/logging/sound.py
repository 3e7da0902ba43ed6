"""What JSON cannot hold, as the nearest that it can."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

_LARGEST = 2**63
_DEEPEST = 10


def sound(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - whatever people log
    """Huge numbers, half characters and the like as text; the rest as it is."""
    if isinstance(value, Mapping | list | tuple):
        return _container(value, depth + 1) if depth < _DEEPEST else "..."
    if isinstance(value, int) and not -_LARGEST <= value < 2 * _LARGEST:
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat().replace("+00:00", "Z")
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


def _container(value: Any, depth: int) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {sound(str(key)): sound(inner, depth) for key, inner in value.items()}
    return [sound(inner, depth) for inner in value]
