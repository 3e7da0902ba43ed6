"""Which traces are recorded: the policy says for those that begin here, the caller for others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes

from taskcenter_monitor.telemetry.policy.document import Tracing

_SPACE = 1 << 64
_BITS = _SPACE - 1
_PLACES = ("http.route", "url.path", "http.target")
"""Attributes that have the route of a request, or its path while the route is not known yet."""
_PARAMETER = re.compile(r"\{[^{}/:]*(:path)?[^{}/]*\}")


class Routes:
    """The bounds of single routes. A template is also found by a path that fits it."""

    __slots__ = ("_bounds", "_templates")

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._bounds = {name: bound_of(share) for name, share in shares.items()}
        self._templates = tuple(
            (_expression(name), bound) for name, bound in self._bounds.items() if "{" in name
        )

    def bound(self, name: str, attributes: Attributes) -> int | None:
        """That of a span by its name, with or without a method, its route, or its path."""
        bare = name.partition(" ")[2]
        told = attributes or {}
        known = (told[place] for place in _PLACES if place in told)
        candidates = [name, bare, *(str(one).partition("?")[0] for one in known)]
        for candidate in candidates:
            if candidate in self._bounds:
                return self._bounds[candidate]
        for expression, bound in self._templates:
            if any(map(expression.fullmatch, candidates)):
                return bound
        return None


class PolicySampler(Sampler):
    """Follows a policy that may change at any time.

    A trace that begins here is kept if the low 64 bits of its id are below the bound of its share.
    OpenTelemetry's TraceIdRatioBased does the same, in Python and in Go: of the same id both
    services decide alike, and of two shares the larger keeps all that the smaller keeps.
    """

    def __init__(self) -> None:
        self._bound = _SPACE
        self._routes: Routes | None = None

    def follow(self, policy: Tracing) -> None:
        """From now on, for spans that begin a trace."""
        self._routes = Routes(policy.routes) if policy.routes else None
        self._bound = bound_of(policy.ratio)

    def should_sample(  # noqa: PLR0913, PLR0917 - the signature is that of OpenTelemetry
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,  # noqa: ARG002
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,  # noqa: ARG002
        trace_state: TraceState | None = None,  # noqa: ARG002
    ) -> SamplingResult:
        """What its caller has decided, or the policy where there is none."""
        parent = trace.get_current_span(parent_context).get_span_context()
        if parent.is_valid:
            if parent.trace_flags & 1:
                return SamplingResult(Decision.RECORD_AND_SAMPLE, attributes, parent.trace_state)
            return SamplingResult(Decision.DROP, None, parent.trace_state)
        bound, routes = self._bound, self._routes
        if routes is not None:
            own = routes.bound(name, attributes)
            bound = bound if own is None else own
        if trace_id & _BITS < bound:
            return SamplingResult(Decision.RECORD_AND_SAMPLE, attributes)
        return _DROPPED

    def get_description(self) -> str:
        """For people who look at the provider."""
        return f"PolicySampler{{{self._bound / _SPACE}}}"


_DROPPED = SamplingResult(Decision.DROP)


def bound_of(share: float) -> int:
    """Ids below it are kept; 1 keeps them all."""
    return round(share * _SPACE)


def _expression(template: str) -> re.Pattern[str]:
    parts, last = [], 0
    for found in _PARAMETER.finditer(template):
        parts += [re.escape(template[last : found.start()]), ".+" if found[1] else "[^/]+"]
        last = found.end()
    return re.compile("".join(parts) + re.escape(template[last:]))
