"""Sets the tracing of a process up, and takes it down."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from taskcenter_monitor.telemetry.tracing import propagation
from taskcenter_monitor.telemetry.tracing.fault import TracingFault
from taskcenter_monitor.telemetry.tracing.limits import (
    ATTRIBUTES,
    BATCH,
    DELAY,
    EVENTS,
    KEPT,
    LAST,
    LINKS,
    QUEUE,
    Bounds,
)

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanLimits
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.util.types import AttributeValue

    from taskcenter_monitor.telemetry.tracing.exporters import Destination
    from taskcenter_monitor.telemetry.tracing.exporters.ways import Name
    from taskcenter_monitor.telemetry.tracing.ids import Level
    from taskcenter_monitor.telemetry.tracing.pipeline import Pipeline

_PROTOCOLS: dict[str, Name] = {"http/protobuf": "http", "http": "http", "grpc": "grpc"}
_made: list[Pipeline] = []


def configure(  # noqa: PLR0913 - each is a setting
    service: str = "",
    *,
    endpoint: str = "",
    protocol: Name | None = None,
    exporter: SpanExporter | None = None,
    propagators: Sequence[str] = (),
    peers: Iterable[str] = (),
    level: Level = 1,
    resource: Mapping[str, AttributeValue] | None = None,
) -> None:
    """Call it once, when the process starts, after `logging.configure`.

    Spans go by OTLP to `endpoint`, such as `http://127.0.0.1:4318`, over HTTP or with `protocol`
    over gRPC; without one to what OTEL_EXPORTER_OTLP_ENDPOINT names; or to an `exporter` of your
    own. With none of them they are made and exported nowhere. What is not given here is taken from
    the variables of OpenTelemetry: OTEL_EXPORTER_OTLP_*, OTEL_SERVICE_NAME,
    OTEL_RESOURCE_ATTRIBUTES, OTEL_PROPAGATORS, OTEL_BSP_*, and its limits of spans.

    `propagators` are the formats of headers, by default `tracecontext` and `baggage`; `peers` are
    the hosts of services of our own, which are told the ids that are bound (see `propagation`).
    `level` is that of W3C trace context: of 2, older services in Go read no header.

    Another call replaces the one before; what has ended until then goes where that said. Raises
    TracingFault where a setting cannot be followed, as where the packages for gRPC are not there;
    then all is as it was before.
    """
    known = len(sys.modules)
    # With the SDK: who only makes spans does not pay for it.
    from opentelemetry.sdk.resources import Resource

    going, bounds = _destination(endpoint, protocol, exporter), _bounds()
    named = {"service.name": service} if service else {}
    who = Resource.create({**(resource or {}), **named})
    pipe = traced()
    _propagate(propagators or _names("OTEL_PROPAGATORS"), peers)
    pipe.courier.flush(LAST)
    pipe.be(who)
    pipe.ids.level = level
    pipe.courier.bound_by(bounds)
    pipe.courier.go_to(going)
    if len(sys.modules) > known:
        # What was imported is a third of a second's work and some 100,000 objects. Python looks
        # through all of them, once, some time later: now rather than in the middle of a request.
        gc.collect()


def _propagate(formats: Sequence[str], peers: Iterable[str]) -> None:
    try:
        propagation.use(*formats, peers=peers)
    except (ValueError, propagation.MissingExtra) as fault:
        raise TracingFault(str(fault)) from fault


def traced() -> Pipeline:
    """The tracing of this process, made when it is first asked for."""
    from taskcenter_monitor.telemetry.tracing.pipeline import begun

    if not _made:
        _made.append(begun(_limits()))
    return _made[0]


def flush(timeout: float = LAST) -> bool:
    """Waits until all spans that have ended are exported; whether they were, in `timeout` s."""
    return not _made or _made[0].courier.flush(timeout)


def shutdown(timeout: float = LAST) -> bool:
    """Exports all there is; spans that end later are not exported."""
    return not _made or _made[0].courier.stop(timeout)


def _destination(
    endpoint: str, protocol: Name | None, exporter: SpanExporter | None
) -> Destination | None:
    from taskcenter_monitor.telemetry.tracing.exporters import Destination, Given, destination

    if exporter is not None:
        return Destination(type(exporter).__name__, lambda: Given(exporter))
    named = endpoint or _told("TRACES_ENDPOINT", "ENDPOINT")
    if not named or os.environ.get("OTEL_TRACES_EXPORTER", "").strip().lower() == "none":
        return None
    name = _protocol(protocol)
    if name == "http" and not _is_url(named):
        raise TracingFault(f"{named!r} is no endpoint; write http://HOST:PORT")
    return destination(name, endpoint, named)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _protocol(given: Name | None) -> Name:
    name = given or _told("TRACES_PROTOCOL", "PROTOCOL") or "http/protobuf"
    if name not in _PROTOCOLS:
        raise TracingFault(f"{name!r} is no protocol of spans; there are {', '.join(_PROTOCOLS)}")
    return _PROTOCOLS[name]


def _told(*names: str) -> str:
    """What the first of these variables of the exporter says that is there."""
    found = (os.environ.get(f"OTEL_EXPORTER_OTLP_{name}", "").strip() for name in names)
    return next(filter(None, found), "")


def _names(variable: str) -> list[str]:
    return [name for one in os.environ.get(variable, "").split(",") if (name := one.strip())]


def _bounds() -> Bounds:
    """By the variables that OpenTelemetry has for its own queue."""
    queue = _count("OTEL_BSP_MAX_QUEUE_SIZE", QUEUE)
    batch = min(_count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", BATCH), queue)
    return Bounds(queue, batch, _count("OTEL_BSP_SCHEDULE_DELAY", round(DELAY * 1000)) / 1000)


def _count(variable: str, otherwise: int) -> int:
    text = os.environ.get(variable, "").strip()
    if not text:
        return otherwise
    if not text.isdecimal() or not int(text):
        raise TracingFault(f"{variable} is {text!r}, and has to be a number above 0")
    return int(text)


def _limits() -> SpanLimits:
    """Ours, where no variable has another."""
    try:
        return _told_limits()
    except ValueError as fault:
        raise TracingFault(f"a limit of spans cannot be read: {fault}") from fault


def _told_limits() -> SpanLimits:
    from opentelemetry.sdk.trace import SpanLimits

    def unless(otherwise: int, *variables: str) -> int | None:
        return None if any(variable in os.environ for variable in variables) else otherwise

    count, length = "OTEL_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"
    return SpanLimits(
        max_attributes=unless(ATTRIBUTES, count),
        max_span_attributes=unless(ATTRIBUTES, count, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT"),
        max_events=unless(EVENTS, "OTEL_SPAN_EVENT_COUNT_LIMIT"),
        max_links=unless(LINKS, "OTEL_SPAN_LINK_COUNT_LIMIT"),
        max_attribute_length=unless(KEPT, length),
        max_span_attribute_length=unless(KEPT, length, "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT"),
    )
