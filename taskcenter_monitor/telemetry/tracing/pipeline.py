"""All of the tracing of a process in one place: ids, sampler, provider, courier."""

from __future__ import annotations

from datetime import UTC, datetime

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider

from taskcenter_monitor.telemetry.logging.outspoken import Outspoken
from taskcenter_monitor.telemetry.logging.stream import STREAM
from taskcenter_monitor.telemetry.policy.document import Policy, Tracing
from taskcenter_monitor.telemetry.policy.precedence import effective_tracing
from taskcenter_monitor.telemetry.redaction import Redactor
from taskcenter_monitor.telemetry.tracing import figures, lifecycle, spans
from taskcenter_monitor.telemetry.tracing.courier import Courier
from taskcenter_monitor.telemetry.tracing.exporters.overheard import hush
from taskcenter_monitor.telemetry.tracing.identity import Identity
from taskcenter_monitor.telemetry.tracing.ids import Ids
from taskcenter_monitor.telemetry.tracing.sampling import PolicySampler


class Pipeline:
    """One a process, for OpenTelemetry lets nobody replace its provider.

    What another `configure` replaces is in it: libraries keep the tracers that they were given.
    """

    def __init__(self, limits: SpanLimits) -> None:
        self.ids = Ids()
        self.sampler = PolicySampler()
        self.identity = Identity({})
        self.courier = Courier(STREAM)
        self.provider = TracerProvider(
            sampler=self.sampler,
            resource=self.identity,
            shutdown_on_exit=False,
            active_span_processor=self.courier.outbox,
            id_generator=self.ids,
            span_limits=limits,
        )
        self.follow(STREAM.policy)
        STREAM.subscribe(self.follow)

    def follow(self, policy: Policy) -> None:
        """A policy has come to hold, or an override in it has ended."""
        self.sampler.follow(effective_tracing(policy, datetime.now(UTC)))
        self.courier.hide(STREAM.redactor())

    @property
    def tracing(self) -> Tracing:
        """What the policy says of traces now, what operators have set for a while among it."""
        return effective_tracing(STREAM.policy, datetime.now(UTC))

    def redactor(self) -> Redactor:
        """Hides what the policy hides, for whoever else looks at spans."""
        return STREAM.redactor()

    def be(self, who: Resource) -> None:
        """From now on spans are of this service. In a forked process the resource is a new one."""
        held = self.provider.resource
        if isinstance(held, Identity):
            held.become(dict(who.attributes or {}), who.schema_url)


def begun(limits: SpanLimits) -> Pipeline:
    """That of this process. Called once: OpenTelemetry takes one provider."""
    made = Pipeline(limits)
    shown = figures.made(made.courier)
    if shown is not None:
        made.courier.chores.append(shown.hand_over)
    lifecycle.install(made.courier, shown)
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        trace.set_tracer_provider(made.provider)
    else:
        # Spans of libraries go its way, and this can be seen in no other place.
        log = Outspoken(STREAM.channel("telemetry.tracing"), (), {})
        log.warn("another tracer provider is there: spans of libraries are not ours")
    hush()
    spans.use(made.provider.get_tracer(spans.NAME))
    return made
