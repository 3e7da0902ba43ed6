"""OTLP over gRPC, by the exporter of OpenTelemetry told to try once."""

from __future__ import annotations

from collections.abc import Sequence

import grpc
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult

from taskcenter_monitor.telemetry.logging.stacks import described
from taskcenter_monitor.telemetry.tracing.exporters.overheard import OVERHEARD
from taskcenter_monitor.telemetry.tracing.exporters.ways import TAKEN, Outcome

_LATER = frozenset(
    {
        "ABORTED",
        "CANCELLED",
        "DATA_LOSS",
        "DEADLINE_EXCEEDED",
        "OUT_OF_RANGE",
        "RESOURCE_EXHAUSTED",
        "UNAVAILABLE",
    }
)
"""Codes that OTLP lets a client try again after."""


class GrpcWay:
    """One channel, which connects by itself."""

    def __init__(self, endpoint: str) -> None:
        # OK is never a failure: nothing is tried again in there.
        self._exporter = OTLPSpanExporter(
            endpoint=endpoint or None, retryable_error_codes=(grpc.StatusCode.OK,)
        )

    def send(self, spans: Sequence[ReadableSpan]) -> Outcome:
        """What became of the call; the exporter says the code in its own log alone."""
        OVERHEARD.forget()
        try:
            result = self._exporter.export(spans)
        except Exception as error:  # noqa: BLE001 - a span that cannot be encoded, for one
            return Outcome(taken=False, why=described(error))
        if result is SpanExportResult.SUCCESS:
            return TAKEN
        return _outcome(OVERHEARD.arguments)

    def close(self) -> None:
        """Closes the channel."""
        self._exporter.shutdown()


def _outcome(said: tuple[object, ...]) -> Outcome:
    for place, word in enumerate(said):
        if isinstance(word, grpc.StatusCode):
            details = str(said[place + 1]) if len(said) > place + 1 else ""
            return Outcome(
                taken=False, again=word.name in _LATER, why=f"{word.name}: {details}"[:500]
            )
    return Outcome(taken=False, again=True, why="no answer")


way = GrpcWay
