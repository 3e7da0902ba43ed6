"""Which catalogue holds, and what is done about what it does not have."""

from __future__ import annotations


def configure() -> None:
    """Call it once, when the process starts."""
