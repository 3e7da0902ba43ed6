"""Lines that are too long, made shorter where they lose least."""

from __future__ import annotations

from typing import Any

import orjson

from taskcenter_monitor.telemetry.logging.limits import HEAD, LONGEST_LINE, LONGEST_TEXT

_SHORTEST = 16
"""Characters below which texts are not cut: a line has so many then that it loses the last."""
_ROOM = LONGEST_LINE - HEAD


def shortened(value: Any, longest: int) -> Any:  # noqa: ANN401 - whatever people log
    """The value with at most so many characters of each text in it."""
    if type(value) is str:
        return value[:longest] if len(value) > longest else value
    if type(value) is dict:
        return {
            key if len(key) <= longest else key[:longest]: shortened(inner, longest)
            for key, inner in value.items()
        }
    return [shortened(inner, longest) for inner in value] if type(value) is list else value


def fitting(document: dict[str, Any]) -> bytes:
    """A document as JSON that fits into a line; the longest texts are cut, and it says so."""
    longest = LONGEST_TEXT
    while longest >= _SHORTEST:
        shown = shortened(document, longest)
        if shown != document:
            shown = marked(shown)
        body = orjson.dumps(shown)
        if len(body) <= _ROOM:
            return body
        longest //= 2
    return orjson.dumps(marked(_first(shown)))


def marked(document: dict[str, Any]) -> dict[str, Any]:
    """The document, saying that something was cut."""
    if document.get("truncated", True) is not True:
        document[free(document, "truncated")] = document["truncated"]
    document["truncated"] = True
    return document


def free(names: Any, name: str) -> str:  # noqa: ANN401 - anything that has names
    """Another key for a field whose name is taken."""
    key = f"field_{name}"
    while key in names:
        key = f"field_{key}"
    return key


def _first(document: dict[str, Any]) -> dict[str, Any]:
    """As many of the first fields as there is room for."""
    kept: dict[str, Any] = {}
    left = _ROOM - HEAD
    for key, value in document.items():
        left -= len(orjson.dumps({key: value}))
        if left < 0:
            break
        kept[key] = value
    return kept
