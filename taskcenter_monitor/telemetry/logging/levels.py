"""The five levels, in the numbers of the standard library and the words of go-zero."""

from __future__ import annotations

DEBUG = 10
INFO = 20
WARN = 30
ERROR = 40
FATAL = 50

NAMES = {DEBUG: "debug", INFO: "info", WARN: "warn", ERROR: "error", FATAL: "fatal"}
"""Number to the word in a line. go-zero has no `warn`; its lines never carry one."""
NUMBERS = {name: number for number, name in NAMES.items()}
_ALSO = {"warning": WARN, "critical": FATAL, "severe": FATAL, "exception": ERROR}


def nearest(number: int) -> int:
    """The level for a number of the standard library, which may have others in between."""
    return min(max(number // 10 * 10, DEBUG), FATAL)


def parse_level(text: str) -> int:
    """The number for a word in any case. Raises ValueError for a word that is no level."""
    word = text.strip().lower()
    number = NUMBERS.get(word) or _ALSO.get(word)
    if number is None:
        raise ValueError(f"{text!r} is no level; there are {', '.join(NUMBERS)}")
    return number
