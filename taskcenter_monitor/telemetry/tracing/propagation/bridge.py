"""Our headers for the instrumentations of OpenTelemetry, which ask for a propagator of its kind."""

from __future__ import annotations

from typing import Any

from opentelemetry.context import Context, get_current
from opentelemetry.propagators.textmap import (
    Getter,
    Setter,
    TextMapPropagator,
    default_getter,
    default_setter,
)

from taskcenter_monitor.telemetry.tracing.propagation.carriers import text
from taskcenter_monitor.telemetry.tracing.propagation.current import chosen, received, sent

OURS = "taskcenter-peer"
"""Stands in the context of a request to a service of our own."""


class Bridge(TextMapPropagator):
    """Reads and writes as `extract` and `inject` do.

    Nobody says here which host is called, so baggage is sent only where the context says that it
    is one of our own.
    """

    def extract(
        self,
        carrier: Any,  # noqa: ANN401 - what the getter knows
        context: Context | None = None,
        getter: Getter[Any] = default_getter,
    ) -> Context:
        """As OpenTelemetry has it."""
        choice = chosen()
        found = {}
        for name in choice.wanted.names:
            values = getter.get(carrier, name)
            if values:
                found[name] = text(values)
        return received(found, get_current() if context is None else context, choice)

    def inject(
        self,
        carrier: Any,  # noqa: ANN401 - what the setter knows
        context: Context | None = None,
        setter: Setter[Any] = default_setter,
    ) -> None:
        """As OpenTelemetry has it."""
        here = get_current() if context is None else context
        for name, value in sent(here, chosen(), is_ours=OURS in here):
            setter.set(carrier, name, value)

    @property
    def fields(self) -> set[str]:
        """The headers that are written or read."""
        return set(chosen().wanted.names)
