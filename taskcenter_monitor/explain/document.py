"""An explanation for programs, as one JSON document.

It has the shape of `ir.explanation`, with `version` before it. Every duration is a number of
seconds; a place is `{"file", "line", "column"}`. `fires` and each of `told` have their sums:
`seconds` with `summands`, for a slight fault and for the largest one. `version` changes when a key
goes or changes its meaning, not when one is added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.ir.explanation import Explanation
from taskcenter_monitor.vocabulary.detection import Firing, Notification, Summands

VERSION = 1


def render(explanation: Explanation) -> str:
    """The document."""
    # ASCII only: what a spec holds may not even be encodable.
    return json.dumps({"version": VERSION, **_plain(explanation)}, indent=2) + "\n"


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, Span):
        return {"file": value.file, "line": value.line, "column": value.column}
    if isinstance(value, Firing):
        return _sum(value.seconds, value.summands)
    if isinstance(value, Notification):
        before = (("fires", value.firing.seconds),)
        return {
            "first": _sum(value.first, (*before, *value.first_summands)),
            "joining": _sum(value.joining, (*before, *value.joining_summands)),
        }
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _sum(seconds: float, summands: Summands) -> dict[str, Any]:
    return {"seconds": seconds, "summands": dict(summands)}
