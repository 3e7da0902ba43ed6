"""How the expressions of a policy are read, by whoever checks them and whoever uses them."""

from __future__ import annotations

import re


def compiled(match: str) -> re.Pattern[str]:
    r"""Raises re.error or ValueError for what is no expression.

    `\d`, `\w`, `\b` and `(?i)` know ASCII alone. With those of Unicode, a Chinese character would
    be part of a word: `\b` would not stand between 手机 and the number after it.
    """
    return re.compile(match, re.ASCII)
