"""How the expressions of a policy are read, by whoever checks them and whoever uses them."""

from __future__ import annotations

import re
import warnings

_READ_ANEW = re.compile(r"\[\^?\[|--|&&|~~|\|\|")
"""What Python means to read in another way one day, and warns of."""


def compiled(match: str) -> re.Pattern[str]:
    r"""Raises re.error or ValueError for what is no expression.

    `\d`, `\w`, `\b` and `(?i)` know ASCII alone. With those of Unicode, a Chinese character would
    be part of a word: `\b` would not stand between 手机 and the number after it.

    A warning of Python is for whoever writes the expression, and no fault of a service that makes
    faults of warnings.
    """
    if _READ_ANEW.search(match):
        # Only then: what is ignored is ignored for all threads meanwhile.
        with warnings.catch_warnings(action="ignore"):
            return re.compile(match, re.ASCII)
    return re.compile(match, re.ASCII)
