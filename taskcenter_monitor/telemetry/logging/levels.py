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


def level_of(given: object) -> int:
    """The level for a number or a word; WARN for what is none, as nobody is to miss the record."""
    try:
        return parse_level(given) if isinstance(given, str) else int(nearest(given))  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - whatever is given, a log call raises nothing
        return WARN


def parse_level(text: str) -> int:
    """The number for a word in any case. Raises ValueError for a word that is no level."""
    word = text.strip().lower()
    number = NUMBERS.get(word) or _ALSO.get(word)
    if number is None:
        raise ValueError(f"{text!r} is no level; there are {', '.join(NUMBERS)}")
    return number
