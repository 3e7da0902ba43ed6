"""Regular expressions that Grafana runs in the browser, in the syntax of JavaScript."""

from __future__ import annotations

import re
import warnings

_FOREIGN = re.compile(r"\(\?(?![:=!]|<[=!])|\\[AZz]|[*+?}]\+")
"""What Python reads and a browser does not, or otherwise."""
_ESCAPED = re.compile(r"\\[^AZz]|\[(?:\\.|[^\]\\])*\]")


def parse_pattern(text: str) -> re.Pattern[str]:
    """A pattern with exactly one group; raises ValueError with a sentence for people."""
    foreign = _FOREIGN.search(_ESCAPED.sub("_", text))
    if foreign is not None:
        raise ValueError(f"{foreign[0]!r} is not known to browsers, which read this expression")
    try:
        with warnings.catch_warnings(action="ignore"):
            pattern = re.compile(text, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"the regular expression is broken: {error}") from None
    if pattern.groups != 1:
        message = f"expected exactly one group, found {pattern.groups}; write (?: for the others"
        raise ValueError(message)
    return pattern
