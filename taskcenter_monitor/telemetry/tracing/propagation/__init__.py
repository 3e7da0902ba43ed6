"""Carries a trace from one process to the next, in headers.

W3C trace context and baggage are read and written unless `use` says otherwise, which is called when
the process starts:

    propagation.use("b3", "tracecontext", "baggage", peers=("task-center-api", "*.internal"))
    context = propagation.extract(scope["headers"])
    propagation.inject(headers, "https://crm.example.com/hook")

Of several formats in one request the last one named counts, if it is valid, as it does in every
OpenTelemetry: a Go service with the same list in OTEL_PROPAGATORS goes on with the same trace.

The propagators of OpenTelemetry are not used for the formats of W3C. Theirs log what strangers
send, hand on flags that opentelemetry-go before 1.42 refuses, read one `baggage` of several, turn
its `+` into spaces, and send all of it to everybody.
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.tracing.propagation.baggage import KEYS
from taskcenter_monitor.telemetry.tracing.propagation.carriers import Carrier
from taskcenter_monitor.telemetry.tracing.propagation.choice import MissingExtra
from taskcenter_monitor.telemetry.tracing.propagation.current import (
    DEFAULT,
    carried,
    extract,
    inject,
    use,
    use_here,
)

__all__ = [
    "DEFAULT",
    "KEYS",
    "Carrier",
    "MissingExtra",
    "carried",
    "extract",
    "inject",
    "use",
    "use_here",
]
