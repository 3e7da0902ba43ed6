"""Keeps secrets out of what is shown: reports end up in logs that many people read."""

from __future__ import annotations

import re
from dataclasses import replace

from taskcenter_monitor.diagnostics import Diagnostic, Span

INLINE = "secrets/inline"
"""The check that says that a value is a secret."""

_NAMED = re.compile(
    r"(\w*(?:passw|secret|token|credential|api_?key)\w*(?<!_file)[\"']?\s*:\s*)([^\s,}\[{][^,}]*)",
    re.IGNORECASE,
)
"""A value under a key that sounds secret, unless the key names a file."""


def masked(diagnostic: Diagnostic) -> Diagnostic:
    """The diagnostic with stars for secrets in its source line; its columns stay right."""
    span = diagnostic.place
    if not isinstance(span, Span) or not span.source:
        return diagnostic
    source = _NAMED.sub(lambda match: match[1] + "*" * len(match[2]), span.source)
    if diagnostic.check == INLINE:
        end = span.end_column - 1 if span.end_line == span.line else len(source)
        source = source[: span.column - 1] + "*" * (end - span.column + 1) + source[end:]
    return diagnostic.located(replace(span, source=source))
