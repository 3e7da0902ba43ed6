"""What is measured: ours as services set it up, and OpenTelemetry as its documentation does."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind

Message = dict[str, Any]
Application = Callable[[Message, Any, Any], Awaitable[None]]
ATTRIBUTES = {"messaging.destination.name": "default", "taskcenter.business_id": "crm"}


class Nowhere(SpanExporter):
    """Takes spans and keeps none: what is measured is what the service itself does."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        del spans
        return SpanExportResult.SUCCESS


async def application(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Reads what it is sent and answers; what a framework costs is not in question."""
    await receive()
    scope["taskcenter.route"] = "/api/v1/tasks/{id}"
    headers = [(b"content-type", b"application/json"), (b"content-length", b"11")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"ok":true}'})


def set_up_ours(
    folder: Path, ratio: float, *, exporter: SpanExporter | None = None, endpoint: str = ""
) -> None:
    """Lines go to a file; spans of a share of all traces are recorded."""
    from taskcenter_monitor.telemetry import logging, tracing

    policy = folder / "policy.json"
    policy.write_text(json.dumps({"version": 1, "tracing": {"ratio": ratio}}))
    logging.configure("bench", file=folder / "bench.log", console="none", policy=policy)
    tracing.configure("bench", exporter=exporter, endpoint=endpoint)


def set_up_bare(ratio: float) -> None:
    provider = TracerProvider(sampler=ParentBased(TraceIdRatioBased(ratio)))
    provider.add_span_processor(BatchSpanProcessor(Nowhere()))
    trace.set_tracer_provider(provider)


def our_server(folder: Path, ratio: float) -> Application:
    set_up_ours(folder, ratio, exporter=Nowhere())
    from taskcenter_monitor.telemetry.middleware import AsgiMiddleware

    return AsgiMiddleware(application)


def contrib_server(_: Path, ratio: float) -> Application:
    set_up_bare(ratio)
    from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

    return OpenTelemetryMiddleware(application)


SERVERS: dict[str, Callable[[Path, float], Application]] = {
    "ours": our_server,
    "contrib": contrib_server,
}

Block = Callable[[], AbstractContextManager[Any]]


def our_span(folder: Path, ratio: float) -> Block:
    """`tracing.span`, with what `operations.task` gives it."""
    set_up_ours(folder, ratio, exporter=Nowhere())
    from taskcenter_monitor.telemetry import tracing

    return lambda: tracing.span("task report", ATTRIBUTES, SpanKind.CONSUMER)


def bare_span(_: Path, ratio: float) -> Block:
    set_up_bare(ratio)
    tracer = trace.get_tracer("bench")
    return lambda: tracer.start_as_current_span(
        "task report", kind=SpanKind.CONSUMER, attributes=ATTRIBUTES
    )


def our_part(folder: Path, ratio: float) -> Block:
    """The part of `operations.task` that is its span, with the ids that it binds."""
    set_up_ours(folder, ratio, exporter=Nowhere())
    from taskcenter_monitor.telemetry import operations
    from taskcenter_monitor.telemetry.logging import get_logger

    log = get_logger("bench")

    class Part(operations.Task):
        __slots__ = ()

        def _tell(self, took: float) -> None:
            """No record and no metrics."""

    said = {"name": "report", "business_id": "crm", "task_id": "t-1"}
    return lambda: Part(log, said, (__file__, 1))


def our_task(folder: Path, ratio: float) -> Block:
    """All of it: the span, the ids, the record and three metrics."""
    set_up_ours(folder, ratio, exporter=Nowhere())
    from taskcenter_monitor.telemetry import operations
    from taskcenter_monitor.telemetry.logging import get_logger

    log = get_logger("bench")
    return lambda: operations.task(log, name="report", business_id="crm", task_id="t-1")


BLOCKS: dict[str, Callable[[Path, float], Block]] = {
    "span": our_span,
    "part": our_part,
    "task": our_task,
    "bare": bare_span,
}
