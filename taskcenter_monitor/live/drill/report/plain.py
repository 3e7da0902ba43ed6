"""Texts of others, which may hold anything, as texts that can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from taskcenter_monitor.reporters.excerpt import visible

Value = TypeVar("Value")


def plain(value: Value) -> Value:
    """A value whose texts are each one line, without characters that do something to a reader."""
    return cast("Value", _plain(value))


def _plain(value: object) -> object:
    if isinstance(value, str):
        return visible(" ".join(value.split()))
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        )
    return value
