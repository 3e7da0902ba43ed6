"""Spans for blocks of code and for functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import Token
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from types import TracebackType
from typing import Any, ParamSpec, TypeAlias, TypeVar

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, Tracer
from opentelemetry.util.types import AttributeValue

from taskcenter_monitor.telemetry.context import attach, current_context, detach
from taskcenter_monitor.telemetry.tracing.errors import ended_by

NAME = "taskcenter_monitor.telemetry"
P = ParamSpec("P")
R = TypeVar("R")
Linked: TypeAlias = Span | SpanContext | Link
_KEY = next(iter(trace.set_span_in_context(trace.INVALID_SPAN, Context())))
"""Under which OpenTelemetry keeps the current span in its context."""

_tracer = trace.get_tracer(NAME)


def tracer() -> Tracer:
    """What makes the spans of this library."""
    return _tracer


def use(tracer: Tracer) -> None:
    """From now on this one does. To ask OpenTelemetry for it costs more than the span."""
    global _tracer  # noqa: PLW0603 - one a process, looked up for every span
    _tracer = tracer


class Block:
    """A span for a block or a function; made by `span`.

    Half the cost of OpenTelemetry's own context manager, which is two generators.
    """

    __slots__ = ("_attributes", "_kind", "_links", "_name", "_parent", "_span", "_start", "_token")

    def __init__(  # noqa: PLR0913, PLR0917 - those of `span`
        self,
        name: str,
        attributes: Mapping[str, AttributeValue] | None,
        kind: SpanKind,
        links: Iterable[Linked],
        parent: Context | None,
        start: int | None,
    ) -> None:
        self._name = name
        self._attributes = attributes
        self._kind = kind
        self._links = links
        self._parent = parent
        self._start = start
        self._span: Span | None = None
        self._token: Token[Context] | None = None

    def __enter__(self) -> Span:
        if self._span is not None:
            raise RuntimeError("a span is entered once; make another one by tracing.span")
        parent = self._parent
        self._span = span = _tracer.start_span(
            self._name,
            parent,
            self._kind,
            self._attributes,
            [_link(one) for one in self._links] if self._links else (),
            self._start,
            record_exception=False,
            set_status_on_exception=False,
        )
        here = current_context() if parent is None else parent
        self._token = attach(Context({**here, _KEY: span}))
        return span

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        span, token = self._span, self._token
        if span is None or token is None:
            return
        self._span = self._token = None
        try:  # noqa: SIM105 - to suppress by a block costs as much as all the rest
            detach(token)
        except (ValueError, RuntimeError):
            # Left by another task, as a generator is that nobody has read to its end.
            pass
        if error is not None:
            ended_by(span, error)
        span.end()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """The same function with a span of its own for each call; for `async def` as well."""
        if isgeneratorfunction(function) or isasyncgenfunction(function):
            raise TypeError(f"{function.__qualname__} is a generator: put the block into it")
        another = self._another
        if iscoroutinefunction(function):

            @wraps(function)
            async def awaited(*args: P.args, **kwargs: P.kwargs) -> Any:  # noqa: ANN401 - its own
                with another():
                    return await function(*args, **kwargs)

            return awaited  # type: ignore[return-value]

        @wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            with another():
                return function(*args, **kwargs)

        return called

    def _another(self) -> Block:
        return Block(
            self._name, self._attributes, self._kind, self._links, self._parent, self._start
        )


def span(  # noqa: PLR0913 - what a span has
    name: str,
    attributes: Mapping[str, AttributeValue] | None = None,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    links: Iterable[Linked] = (),
    context: Context | None = None,
    start: int | None = None,
) -> Block:
    """A span for a block, or as a decorator for a function; the block is given the span.

    `links` are other spans that it has to do with, as those of the tasks of one batch. `context`
    is that of the caller as `extract` gives it, if it is not that of here. `start` is in
    nanoseconds since 1970, if the span began before the block.

    What the block raises is recorded with its stack, makes the status ERROR, and is raised on. An
    exception that passes several spans is recorded in the first. A task that is cancelled, a
    generator that is closed, `sys.exit(0)` and Ctrl-C are no errors.
    """
    return Block(name, attributes, kind, links, context, start)


def _link(linked: Linked) -> Link:
    if isinstance(linked, Link):
        return linked
    return Link(linked.get_span_context() if isinstance(linked, Span) else linked)
