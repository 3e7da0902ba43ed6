"""Takes the selector out of a query; whatever is more than a selector is refused.

An SLO is counted over many windows, so what is counted must be known and not only the result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskcenter_monitor.vocabulary.selectors import parse_selector

COUNTED = (
    "write a selector, like http_requests_total, or sum(rate(selector[5m])),"
    " sum(increase(selector[5m])) or sum(selector)"
)
GAUGED = "write a selector, like queue_latency_seconds, or max(selector) or min(selector)"
_COUNTED = re.compile(
    r"\s*sum\s*\(\s*(?:(rate|increase)\s*\((.+?)\[\s*([0-9a-z]+)\s*\]\s*\)|(.+))\s*\)\s*",
    re.DOTALL,
)
_GAUGED = re.compile(r"\s*(max|min)\s*\((.+)\)\s*", re.DOTALL)
_GROUPED = re.compile(r"\s*[a-z]+\s+(?:by|without)\b|.*\)\s*(?:by|without)\b", re.DOTALL)
_CALL = re.compile(r"[a-z_]+\s*\(|\bby\b")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counter in a query, and what was made of it: `sum rate 5m`, or "" for nothing."""

    selector: str
    made: str = ""


@dataclass(frozen=True, slots=True)
class Gauged:
    """The gauge in a query, and what was made of its series: `max`, `min` or "" for nothing."""

    selector: str
    made: str = ""


class QueryError(ValueError):
    """A query that has no exact counterpart; `help` says which have one."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.help = hint


def counted(query: str) -> Counted:
    """A counter: by itself, summed, or the sum of its rate or increase. Raises QueryError."""
    match = _COUNTED.fullmatch(query)
    if match is None:
        return Counted(_selector(query, query, COUNTED))
    function, ranged, window, bare = match.groups()
    made = f"sum {function} {window}" if function else "sum"
    return Counted(_selector(ranged or bare, query, COUNTED), made)


def gauged(query: str) -> Gauged:
    """A gauge: by itself, or the largest or smallest of its series. Raises QueryError."""
    match = _GAUGED.fullmatch(query)
    if match is None:
        return Gauged(_selector(query, query, GAUGED))
    return Gauged(_selector(match[2], query, GAUGED), match[1])


def _selector(text: str, query: str, hint: str) -> str:
    try:
        return str(parse_selector(text))
    except ValueError as error:
        if _GROUPED.match(query):
            message = "a query of several groups is not read"
            hint = "sum all of it, and name the labels in the annotation `tcmon/by`"
        elif _CALL.search(text) or text != query:
            message = "no single selector can be taken out of this query"
        else:
            message = str(error)
        raise QueryError(message, hint) from None
