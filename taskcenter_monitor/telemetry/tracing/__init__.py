"""Spans on the SDK of OpenTelemetry: made, carried on and exported as Task Center does.

tracing.configure("task-center-worker", endpoint="http://127.0.0.1:4318")
with tracing.span("reconcile", {"business_id": "crm"}) as span:
    span.add_event("read")
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.tracing.configuration import configure, flush, shutdown
from taskcenter_monitor.telemetry.tracing.errors import record_error
from taskcenter_monitor.telemetry.tracing.fault import TracingFault
from taskcenter_monitor.telemetry.tracing.propagation import extract, inject
from taskcenter_monitor.telemetry.tracing.spans import span, tracer

__all__ = [
    "TracingFault",
    "configure",
    "extract",
    "flush",
    "inject",
    "record_error",
    "shutdown",
    "span",
    "tracer",
]
