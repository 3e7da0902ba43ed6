"""Reads YAML that is in order, in half the time.

Whatever is not plain mappings, lists and scalars is left to the careful reader, which knows what to
say about it; so this one notes no place and no fault, and never decodes a text.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import yaml

from taskcenter_monitor.spec.building import DEEPEST, plain
from taskcenter_monitor.spec.reading import LARGEST

_STRANGE = (b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef\xbb\xbf", b"\xff\xfe", b"\r")
"""What libyaml takes and a spec may not hold, or not everywhere: line ends, byte order marks."""

_Next = Callable[[], Any]


class _LeaveError(Exception):
    """Here stands something for the careful reader."""


def read_quickly(raw: bytes) -> dict[str, Any] | None:
    """The one mapping that a file holds; None where it is not certain to be in order."""
    if len(raw) > LARGEST:
        return None
    if any(strange in raw for strange in _STRANGE) or raw.startswith(b"\xfe\xff"):
        return None
    following = yaml.CSafeLoader(raw).get_event
    try:
        opening = tuple(following().__class__ for _ in range(3))
        if opening != (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.MappingStartEvent):
            return None
        data = _mapping(following, 1)
        ending = (following().__class__, following().__class__)
    except (_LeaveError, yaml.YAMLError):
        return None
    return data if ending == (yaml.DocumentEndEvent, yaml.StreamEndEvent) else None


def _mapping(following: _Next, depth: int) -> dict[str, Any]:
    data: dict[str, Any] = {}
    while True:
        event = following()
        if event.__class__ is not yaml.ScalarEvent:
            if event.__class__ is yaml.MappingEndEvent:
                return data
            raise _LeaveError
        # The same few keys come again and again.
        key = sys.intern(event.value)
        if key in data or key == "<<" or event.anchor is not None or event.tag is not None:
            raise _LeaveError
        data[key] = _value(following(), following, depth)


def _list(following: _Next, depth: int) -> list[Any]:
    data: list[Any] = []
    while True:
        event = following()
        if event.__class__ is yaml.SequenceEndEvent:
            return data
        data.append(_value(event, following, depth))


def _value(event: Any, following: _Next, depth: int) -> Any:  # noqa: ANN401 - plain data
    kind = event.__class__
    if event.anchor is not None or event.tag is not None or depth >= DEEPEST:
        raise _LeaveError
    if kind is yaml.ScalarEvent:
        return event.value if event.style else plain(event.value)
    if kind is yaml.MappingStartEvent:
        return _mapping(following, depth + 1)
    if kind is yaml.SequenceStartEvent:
        return _list(following, depth + 1)
    raise _LeaveError
