"""Exceptions as text: the stack with its causes, never with local variables."""

from __future__ import annotations

import traceback

_MOST_FRAMES = 50
"""Of one traceback; a recursion without end has thousands that say the same."""


def stack_text(failure: BaseException) -> str:
    """As Python prints it, without the line end."""
    try:
        shown = traceback.TracebackException(
            type(failure), failure, failure.__traceback__, limit=-_MOST_FRAMES, capture_locals=False
        )
        return "".join(shown.format()).rstrip("\n")
    except Exception as error:  # noqa: BLE001 - text and source of somebody else's exception
        return f"<{type(failure).__name__} without a stack: {type(error).__name__}>"


def message_text(failure: BaseException) -> str:
    """What it says of itself."""
    try:
        return str(failure)
    except Exception as error:  # noqa: BLE001 - text of somebody else's exception
        return f"<{type(failure).__name__} without a text: {type(error).__name__}>"


def type_text(failure: BaseException) -> str:
    """The name of its class with its module, unless that is Python's own."""
    kind = type(failure)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def described(failure: BaseException) -> str:
    """Its type and what it says, in one line for standard error."""
    return f"{type_text(failure)}: {message_text(failure)}".replace("\n", " ")
