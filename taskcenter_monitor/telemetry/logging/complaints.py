"""What the library says of its own troubles, to standard error and not into its own lines."""

from __future__ import annotations

import sys
from contextlib import suppress


def complain(text: str) -> None:
    """Says it. Never raises; who calls takes care that a lasting trouble is said once."""
    with suppress(Exception):
        sys.stderr.write(f"telemetry: {text}\n")


def describe(error: BaseException) -> str:
    """The type and the text of an exception, in one line."""
    with suppress(Exception):
        return f"{type(error).__name__}: {error}".replace("\n", " ")
    return type(error).__name__
