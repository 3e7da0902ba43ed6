"""Regular expressions as Prometheus and Alertmanager read them: in the syntax of Go."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

_BEYOND_RE2 = re.compile(r"\(\?(?:[=!>#(]|<[=!]|P=)|\\[1-9]")
_CLASS = re.compile(r"\[:(\w+):\]")
_CLASSES = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "0-9A-Za-z",
    "lower": "a-z",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
    "space": r"\t\n\v\f\r ",
    "blank": r"\t ",
    "punct": r"!-/:-@\[-`{-~",
}


def in_python(pattern: str) -> str:
    """The pattern as Python writes it: Go knows classes like [:alpha:]."""
    return _CLASS.sub(lambda match: _CLASSES.get(match[1], match[0]), pattern)


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern, ready to be used; None where only Go can read it.

    Go knows only ASCII digits, words and spaces. Python means to read some sets in another way
    one day, and would say so to whoever is looking.
    """
    with warnings.catch_warnings(action="ignore"):
        try:
            return re.compile(in_python(pattern), re.ASCII)
        except (re.error, OverflowError, RecursionError):
            return None


@lru_cache(maxsize=4096)
def check_regex(pattern: str) -> None:
    """Raises ValueError where Prometheus and Alertmanager could not read a regular expression."""
    if _BEYOND_RE2.search(pattern):
        raise ValueError(f"the regular expression {pattern!r} uses what Go's syntax does not have")
    try:
        with warnings.catch_warnings(action="ignore"):
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        # Go has classes that Python has not, like \pL.
        if not str(error).startswith("bad escape"):
            message = f"the regular expression {pattern!r} is broken: {error}"
            raise ValueError(message) from None
