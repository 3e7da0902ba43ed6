"""What an object says may be shown of it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

REFUSED = "***"
"""Shown of an object whose `__mask__` fails."""


@runtime_checkable
class Masked(Protocol):
    """An object that knows what it hides, as go-zero's `MaskSensitive` does for the Go service."""

    def __mask__(self) -> object:
        """The value that may be shown in place of the object."""
        ...


def masked(value: object) -> object:
    """What `__mask__` of the value gives, or the value itself where it has none.

    Looked up at the type, as Python does for its own protocols: a class that is logged is not
    asked, and this costs a seventh of `isinstance(value, Masked)`.
    """
    show = getattr(type(value), "__mask__", None)
    if show is None:
        return value
    try:
        return show(value)
    except Exception:  # noqa: BLE001 - anybody's code; what cannot be masked is not shown
        return REFUSED
