"""What to do about a fault of a policy, beyond what msgspec says of it."""

from __future__ import annotations

import re
from typing import get_args

import msgspec

from taskcenter_monitor.telemetry.policy import document

_AT = re.compile(r" - at `([^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_NO_LEVEL = re.compile(r"Invalid enum value '([^']*)'")
_SECTIONS: dict[str, type[msgspec.Struct]] = {
    "": document.Policy,
    "levels": document.Levels,
    "overrides": document.Override,
    "queue": document.Queue,
    "queue.drop_beyond": document.Thresholds,
    "aggregation": document.Aggregation,
    "sampling": document.Sampling,
    "tracing": document.Tracing,
    "tracing.overrides": document.RatioOverride,
    "redaction": document.Redaction,
    "redaction.patterns": document.Pattern,
}
"""By their paths, without numbers."""


def explained(said: str, content: bytes) -> str:
    """The fault as msgspec says it, with what was meant where that can be told."""
    other = _other_version(content)
    if other is not None:
        return (
            f"It was written by another version of tcmon: it has version {other!r} of the schema,"
            f" and this library reads {document.VERSION} - at `$.version`"
        )
    at = _AT.search(said)
    path = at[1] if at else "$"
    hint = _hint(said, re.sub(r"\[[^]]*\]", "", path).removeprefix("$").removeprefix("."))
    before = said[: at.start()] if at else said
    return f"{before}{hint}{said[at.start() :] if at else ''}"


def _hint(said: str, path: str) -> str:
    unknown, level = _UNKNOWN.search(said), _NO_LEVEL.search(said)
    if unknown and path in _SECTIONS:
        known = _SECTIONS[path].__struct_fields__
        return f"; {_nearest(unknown[1], known) or 'known are ' + ', '.join(known)}"
    if level and path.endswith(
        (".default", "levels.components", ".businesses", ".users", ".level")
    ):
        levels = get_args(document.LevelName)
        near = _nearest(level[1].lower(), levels)
        return f"; there are {', '.join(levels)}{f': {near}' if near else ''}"
    return ""


def _nearest(name: str, known: tuple[str, ...]) -> str:
    # Few processes ever see a fault.
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


def _other_version(content: bytes) -> object:
    """The version of a document that has another one; None for all else."""
    try:
        version = msgspec.json.decode(content, type=_Versioned).version
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return None if version == document.VERSION else version


class _Versioned(msgspec.Struct):
    """What every version has."""

    version: int = document.VERSION
