"""The headers of W3C trace context: `traceparent` and `tracestate`.

By https://www.w3.org/TR/trace-context-1/, and of level 2 what a reader of level 1 must take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from opentelemetry.trace import Span, SpanContext, TraceFlags, TraceState

PARENT = "traceparent"
STATE = "tracestate"
LONGEST_PARENT = 256
"""Signs of a `traceparent` that are read. It has 55, and those of later versions may have more."""
LONGEST_STATE = 8192
"""Signs of a `tracestate` that are read at all, which is what a server takes as one header."""
KEPT_STATE = 512
"""Signs of a `tracestate` that are handed on, which is what the specification asks for."""
LARGE_MEMBER = 128
"""Members with more signs go first where there are more than KEPT_STATE."""
MOST_MEMBERS = 32

_PARENT = re.compile(
    r"[ \t]*([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[^,]*)?[ \t]*"
)
_KEY = r"[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13}"
_VALUE = r"[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]"
_MEMBER = re.compile(f"({_KEY})=({_VALUE})")
_NOT_SAMPLED, _SAMPLED = TraceFlags(0), TraceFlags(TraceFlags.SAMPLED)


class TraceContext:
    """Reads and writes both."""

    fields = (PARENT, STATE)

    def read(self, found: Mapping[str, str]) -> SpanContext | None:
        """The caller's span; None where it sent none that is valid.

        Of the flags only the one of level 1 is taken. OpenTelemetry would hand on that of level 2,
        `-03`, to whomever this service calls, and opentelemetry-go before 1.42 refuses it.
        """
        header = found.get(PARENT)
        if header is None or len(header) > LONGEST_PARENT:
            return None
        parts = _PARENT.fullmatch(header)
        if parts is None:
            return None
        version, trace_id, span_id, flags, more = parts.groups()
        if version == "ff" or (more is not None and version == "00"):
            return None
        span = SpanContext(
            int(trace_id, 16),
            int(span_id, 16),
            is_remote=True,
            trace_flags=_SAMPLED if int(flags, 16) & 1 else _NOT_SAMPLED,
            trace_state=state_of(found.get(STATE, "")),
        )
        return span if span.is_valid else None

    def write(self, span: Span) -> Iterator[tuple[str, str]]:
        """The headers that the next process reads."""
        here = span.get_span_context()
        flag = here.trace_flags & TraceFlags.SAMPLED
        yield PARENT, f"00-{here.trace_id:032x}-{here.span_id:016x}-{flag:02x}"
        if here.trace_state:
            header = here.trace_state.to_header()
            if len(header) > KEPT_STATE:
                header = (state_of(header) or TraceState()).to_header()
            if header:
                yield STATE, header


def state_of(header: str) -> TraceState | None:
    """What vendors have noted; None where that breaks the rules, and the trace goes on without it.

    Of more than KEPT_STATE signs whole members are left out: the large ones, then the last ones.
    """
    if not header or len(header) > LONGEST_STATE:
        return None
    members: dict[str, str] = {}
    for member in header.split(","):
        trimmed = member.strip(" \t")
        if not trimmed:
            continue
        parts = _MEMBER.fullmatch(trimmed)
        if parts is None or parts[1] in members or len(members) == MOST_MEMBERS:
            return None
        members[parts[1]] = parts[2]
    return TraceState(_kept(list(members.items()))) if members else None


def _kept(members: list[tuple[str, str]]) -> list[tuple[str, str]]:
    left = _length(members) - KEPT_STATE
    if left <= 0:
        return members
    kept = [(key, value) for key, value in members if len(key) + len(value) < LARGE_MEMBER]
    while _length(kept) > KEPT_STATE:
        kept.pop()
    return kept


def _length(members: list[tuple[str, str]]) -> int:
    """Signs of a header with these members: each has a = in it, and a comma before the next."""
    return sum(len(key) + len(value) + 2 for key, value in members) - 1
