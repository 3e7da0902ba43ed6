"""Leaves out of a document what has nothing to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that are not empty, 0 or false: what the reader assumes without them."""
    return {key: value for key, value in data.items() if value}
