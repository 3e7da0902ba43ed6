"""What exceptions say of themselves."""

from __future__ import annotations

from taskcenter_monitor.telemetry.logging.sound import safe_text


def message_text(failure: BaseException) -> str:
    """What it says of itself."""
    return safe_text(failure)


def type_text(failure: BaseException) -> str:
    """The name of its class with its module, unless that is Python's own."""
    kind = type(failure)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def described(failure: BaseException) -> str:
    """Its type and what it says, in one line for standard error."""
    return f"{type_text(failure)}: {message_text(failure)}".replace("\n", " ")
