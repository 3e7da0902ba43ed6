"""Spans of clients that a service has already, by OpenTelemetry's own instrumentations.

    for client in instrument():
        print(client.name, client.active, client.why)

They come with the extra `taskcenter-monitor[telemetry-clients]`, and are imported when asked for.
A client that makes no spans although it is there is said once in the log, and why. What they tell
of a request is cut where our own records are: addresses have no query and statements no values.
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.tracing.instrumentation.clients import (
    NAMES,
    Client,
    instrument,
    uninstrument,
)

__all__ = ["NAMES", "Client", "instrument", "uninstrument"]
