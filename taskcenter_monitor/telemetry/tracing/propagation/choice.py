"""Which formats are read and written, by their names in OTEL_PROPAGATORS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from opentelemetry.trace import Span, SpanContext

from taskcenter_monitor.telemetry.tracing.propagation.baggage import HEADER
from taskcenter_monitor.telemetry.tracing.propagation.carriers import Wanted
from taskcenter_monitor.telemetry.tracing.propagation.older import B3Headers, JaegerHeaders
from taskcenter_monitor.telemetry.tracing.propagation.peers import Peers
from taskcenter_monitor.telemetry.tracing.propagation.tracecontext import TraceContext

EXTRA = "taskcenter-monitor[telemetry-propagators]"
KNOWN = ("tracecontext", "baggage", "b3", "b3multi", "jaeger")
_PACKAGES = {
    "b3": ("opentelemetry.propagators.b3", "B3SingleFormat"),
    "b3multi": ("opentelemetry.propagators.b3", "B3MultiFormat"),
    "jaeger": ("opentelemetry.propagators.jaeger", "JaegerPropagator"),
}


class MissingExtra(ImportError):
    """What has to be installed for that which was asked for."""


class Format(Protocol):
    """A way to write a span in headers."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the headers that are read, in lower case."""
        ...

    def read(self, found: Mapping[str, str]) -> SpanContext | None:
        """The span of the caller, if it sent one that is valid."""
        ...

    def write(self, span: Span) -> Iterator[tuple[str, str]]:
        """The headers of a valid span."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """What a process reads and writes. `keys` are the names of baggage that it sends to `peers`."""

    formats: tuple[Format, ...]
    wanted: Wanted
    keys: tuple[str, ...]
    peers: Peers

    @property
    def reads_baggage(self) -> bool:
        """Whether it reads and writes baggage at all."""
        return HEADER in self.wanted.names


def choice_of(names: Iterable[str], peers: Iterable[str], keys: Iterable[str]) -> Choice:
    """Raises ValueError for what is not known, and MissingExtra for what is not installed."""
    named = [name.strip().lower() for name in names]
    if named == ["none"]:
        named = []
    for name in named:
        if name not in KNOWN:
            raise ValueError(f"{name!r} is no format of headers; there are {', '.join(KNOWN)}")
    formats = tuple(_format(name) for name in dict.fromkeys(named) if name != HEADER)
    fields = [field for one in formats for field in one.fields]
    fields += [HEADER] if HEADER in named else []
    return Choice(formats, Wanted(tuple(dict.fromkeys(fields))), tuple(keys), Peers(peers))


def _format(name: str) -> Format:
    if name == "tracecontext":
        return TraceContext()
    package, cls = _PACKAGES[name]
    try:
        propagator: Any = getattr(import_module(package), cls)()
    except ImportError:
        raise MissingExtra(
            f"headers of {name} are read with {package}, which is not installed; run"
            f" pip install '{EXTRA}'"
        ) from None
    return JaegerHeaders(propagator) if name == "jaeger" else B3Headers(propagator)
