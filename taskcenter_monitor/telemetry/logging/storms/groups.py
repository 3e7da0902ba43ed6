"""The repeats of one error in one window, and the line that is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from time import time_ns
from typing import TYPE_CHECKING, Any, TypeAlias

from opentelemetry import trace
from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.levels import ERROR
from taskcenter_monitor.telemetry.logging.record import Place, Record
from taskcenter_monitor.telemetry.redaction import Redactor
from taskcenter_monitor.telemetry.redaction.redactor import MARGIN

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.channels import Channel

LONGEST = 300
"""Characters of a message that are compared and shown."""
KEPT = LONGEST + MARGIN
"""Characters of a message that are kept until it is shown: half a secret is not found."""
SAMPLES = 3
"""Spans of repeats that a summary names."""
Bucket: TypeAlias = tuple[str, Place, Place, str, int]
"""Component, who logged, who raised, classes, status: errors of one bucket differ in their text."""


@dataclass(slots=True, eq=False, kw_only=True)
class Group:
    """Errors that are the same. It holds texts and numbers, never an exception or a context.

    `event` and `text` are the masked texts that others are compared with. The window ends at `ends`
    of the monotonic clock; `first_at` and `last_at` are nanoseconds since 1970. `various` is a
    group of whatever has come to a bucket that is full.
    """

    channel: Channel
    content: str
    error_type: str
    bucket: Bucket
    event: str
    text: str
    ends: float
    various: bool = False
    passed: int = 0
    repeats: int = 0
    first_at: int = field(default_factory=time_ns)
    last_at: int = 0
    message: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)

    def repeat(self, text: str, context: Context) -> None:
        """One more that is not written."""
        self.repeats += 1
        self.last_at = time_ns()
        self.message = text[:KEPT]
        if self.repeats <= SAMPLES:
            span = trace.get_current_span(context).get_span_context()
            if span.is_valid:
                self.spans.append((span.trace_id, span.span_id))

    def summary(self, redactor: Redactor) -> Record:
        """The record that stands for all that were not written; it has no stack and no ids."""
        content, place = redactor.excerpt(self.content, LONGEST), self.bucket[1]
        said = self._said(redactor.excerpt(self.message, LONGEST))
        return (time_ns(), ERROR, self.channel, content, said, {}, place, Context(), None)

    def _said(self, message: str) -> dict[str, Any]:
        said: dict[str, Any] = {
            "repeats": self.repeats,
            "first_at": stamp(self.first_at),
            "last_at": stamp(self.last_at),
            "sample": {"message": message},
        }
        if self.spans:
            said["sample"]["spans"] = [
                {"trace": f"{trace_id:032x}", "span": f"{span_id:016x}"}
                for trace_id, span_id in self.spans
            ]
        if self.error_type:
            said["error_type"] = self.error_type
        if self.various:
            said["various"] = True
        return said


def stamp(when: int) -> str:
    """Nanoseconds since 1970 as in a line: RFC 3339 in local time, with milliseconds."""
    # Cut and not rounded, as in a line: the integer division is what keeps them equal.
    moment = datetime.fromtimestamp(when // 1_000_000_000).astimezone()
    moment = moment.replace(microsecond=when % 1_000_000_000 // 1000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
