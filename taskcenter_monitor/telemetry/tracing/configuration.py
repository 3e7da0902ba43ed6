"""Sets the tracing of a process up, and takes it down."""

from __future__ import annotations

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from taskcenter_monitor.telemetry.tracing.ids import LevelOneIds

LAST = 2.0
"""Seconds that the end of a process may be delayed to export what waits."""


def configure(service: str, *, endpoint: str = "") -> None:
    """Call it once, when the process starts, after `logging.configure`.

    Spans go by OTLP over HTTP to `endpoint`, such as `http://127.0.0.1:4318`; without one, to what
    OTEL_EXPORTER_OTLP_ENDPOINT names; with neither they are made and exported nowhere.
    """
    provider = TracerProvider(
        id_generator=LevelOneIds(), resource=Resource.create({"service.name": service})
    )
    if endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        provider.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces"))
        )
    trace.set_tracer_provider(provider)


def flush(timeout: float = LAST) -> bool:
    """Waits until all spans that have ended are exported; whether they were, in `timeout` s."""
    provider = trace.get_tracer_provider()
    return not isinstance(provider, TracerProvider) or provider.force_flush(int(timeout * 1000))


def shutdown(timeout: float = LAST) -> bool:
    """Exports all there is; spans that end later are not exported."""
    done = flush(timeout)
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()
    return done
