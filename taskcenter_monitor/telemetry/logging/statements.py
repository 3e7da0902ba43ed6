"""SQL without the values in it: what was asked, not of whom."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 4096
"""Characters of a statement that are looked at; the rest says little more."""
_NUMBER = r"""(?<![\w$:@%."`])-?\.?(?:0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?)\b"""
_FLAGS = re.DOTALL | re.IGNORECASE
# Each of the two takes a text that was cut off for one that goes on to the end.
_STANDARD = re.compile(
    r"\be'(?:[^'\\]|\\.|'')*(?:'|\Z)"
    r"|'(?:[^']|'')*(?:'|\Z)"
    rf"|\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z)|{_NUMBER}",
    _FLAGS,
)
"""Texts between single quotes, where a backslash means itself, and PostgreSQL's other forms."""
_MYSQL = re.compile(
    rf"""'(?:[^'\\]|\\.|'')*(?:'|\Z)|"(?:[^"\\]|\\.|"")*(?:"|\Z)|{_NUMBER}""", _FLAGS
)
"""Texts between quotes of both kinds, where a backslash hides one."""
_LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")


@lru_cache(maxsize=1024)
def without_literals(statement: str, system: str) -> str:
    """Each text and number becomes `?`, a list of them one `(?)`.

    Names, comments and the marks of parameters stay.
    """
    literals = _MYSQL if system in ("mysql", "mariadb") else _STANDARD
    return _LIST.sub("(?)", literals.sub("?", statement[:_LONGEST]))
