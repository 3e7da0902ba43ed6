"""The trace that a value belongs to, where that one is recorded: from a graph to the trace."""

from __future__ import annotations

from opentelemetry.trace import Span, TraceFlags
from opentelemetry.trace.propagation import _SPAN_KEY

from taskcenter_monitor.telemetry.context import current_context
from taskcenter_monitor.telemetry.logging.figures import shares_files

SHARES_FILES = shares_files()
"""Whether several processes write their values to files, as PROMETHEUS_MULTIPROC_DIR says."""


def exemplar() -> dict[str, str] | None:
    """The ids of the current span, which is recorded; 63 of the 128 characters that there are.

    A trace that was not sampled is stored nowhere, so a link to it leads nowhere. In the files of
    several processes there is no room for it.
    """
    span = current_context().get(_SPAN_KEY)
    if span is None or SHARES_FILES or not isinstance(span, Span):
        return None
    found = span.get_span_context()
    if not found.trace_flags & TraceFlags.SAMPLED or not found.is_valid:
        return None
    return {"trace_id": f"{found.trace_id:032x}", "span_id": f"{found.span_id:016x}"}
