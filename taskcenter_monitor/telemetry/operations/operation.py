"""What all operations have in common: a block that becomes a span, a record and metrics."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import Token
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from time import perf_counter
from types import TracebackType
from typing import Any, ClassVar, ParamSpec, Self, TypeVar

from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Link, Span, SpanKind, set_span_in_context
from opentelemetry.util.types import AttributeValue

from taskcenter_monitor.telemetry import tracing
from taskcenter_monitor.telemetry.context import attach, current_context, detach
from taskcenter_monitor.telemetry.logging import Logger
from taskcenter_monitor.telemetry.logging.operations import outcome
from taskcenter_monitor.telemetry.logging.record import Place
from taskcenter_monitor.telemetry.operations.complaints import complain
from taskcenter_monitor.telemetry.operations.failing import Outcome, mark_failed, outcome_of

P = ParamSpec("P")
R = TypeVar("R")
_LOST = "an operation could not be recorded"


class Operation(ABC):
    """What a block tells of itself; `attributes` are added to its span.

    A block may be entered once. As a decorator it makes one for each call.
    """

    __slots__ = ("_begun", "_error", "_log", "_place", "_said", "_span", "_token", "attributes")
    kind: ClassVar[SpanKind] = SpanKind.CLIENT
    known: ClassVar[frozenset[str]] = frozenset()
    """The keywords that it may be given."""
    required: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, log: Logger, said: dict[str, Any], place: Place) -> None:
        if not (said.keys() <= self.known and said.keys() >= self.required):
            raise TypeError(self._misused(said))
        self._log = log
        self._said = said
        self._place = place
        self._span: Span = INVALID_SPAN
        self._token: Token[Context] | None = None
        self._error: BaseException | str | None = None
        self._begun = 0.0
        self.attributes: dict[str, AttributeValue] = {}

    def fail(self, error: BaseException | str) -> None:
        """For an error that the block deals with itself: it is recorded as if it were raised."""
        self._error = error

    @property
    def trace_id(self) -> str:
        """That of the span, as it stands in logs; empty where there is none."""
        found = self._span.get_span_context()
        return f"{found.trace_id:032x}" if found.is_valid else ""

    def __enter__(self) -> Self:
        try:
            self._begin()
        except Exception as fault:  # noqa: BLE001 - the block runs all the same
            complain(_LOST, fault)
        self._begun = perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        took = perf_counter() - self._begun
        if error is not None:
            self._error = error
        try:
            self._tell(took)
        except Exception as fault:  # noqa: BLE001 - what the block did stands
            complain(_LOST, fault)
        finally:
            self._leave()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.__exit__(kind, error, trace)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """The same function as such a block, each call; for `async def` as well."""
        if isgeneratorfunction(function) or isasyncgenfunction(function):
            raise TypeError("a generator is no block: use `with` in it")
        code = getattr(function, "__code__", None)
        place = (code.co_filename, code.co_firstlineno) if code is not None else self._place
        kind, log, said = type(self), self._log, self._said
        if iscoroutinefunction(function):

            @wraps(function)
            async def awaited(*args: P.args, **kwargs: P.kwargs) -> Any:  # noqa: ANN401 - its own
                with kind(log, said, place):
                    return await function(*args, **kwargs)

            return awaited  # type: ignore[return-value]

        @wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            with kind(log, said, place):
                return function(*args, **kwargs)

        return called

    def _context(self) -> Context:
        """In which the span begins."""
        return current_context()

    def _links(self) -> Sequence[Link]:
        return ()

    def _begin(self) -> None:
        context = self._context()
        name, attributes = self._described()
        self._span = tracing.tracer().start_span(
            name, context=context, kind=self.kind, attributes=attributes, links=self._links()
        )
        self._token = attach(set_span_in_context(self._span, context))

    def _leave(self) -> None:
        """The span ends and what was current before is so again, whatever else went wrong."""
        try:
            self._span.end()
        except Exception as fault:  # noqa: BLE001 - a processor of somebody else
            complain(_LOST, fault)
        if self._token is not None:
            # Left in another task than entered: what was current there stays.
            with suppress(ValueError, RuntimeError):
                detach(self._token)

    def _tell(self, took: float) -> None:
        span, error = self._span, self._error
        fields = self._fields()
        fields["duration"] = took
        if error is not None and isinstance(error, Exception | str):
            fields["error"] = error
        try:
            self._write(fields)
            if span.is_recording():
                if self.attributes:
                    span.set_attributes(self.attributes)
                self._mark(span)
        finally:
            # The span is still current: it is the exemplar.
            self._count(took)

    def _mark(self, span: Span) -> None:
        if self._error is not None:
            mark_failed(span, self._error)

    def _write(self, fields: dict[str, Any]) -> None:
        level = outcome(self._record_kind(), fields)
        if self._log.enabled(level):
            self._log.capture(level, self._text(fields), fields, self._place)

    def _outcome(self) -> Outcome:
        return outcome_of(self._error)

    @abstractmethod
    def _described(self) -> tuple[str, Mapping[str, AttributeValue]]:
        """The name of the span, and what is known of it before it begins."""

    @abstractmethod
    def _record_kind(self) -> str:
        """Which of the limits of `SLOW` is its own."""

    @abstractmethod
    def _fields(self) -> dict[str, Any]:
        """Those of the record, but for duration and error."""

    @abstractmethod
    def _text(self, fields: dict[str, Any]) -> str:
        """The content of the record, without what is in its fields."""

    @abstractmethod
    def _count(self, took: float) -> None:
        """Writes the metrics; `took` is in seconds."""

    def _misused(self, said: dict[str, Any]) -> str:
        name = type(self).__name__.lower()
        missing = ", ".join(sorted(self.required - said.keys()))
        if missing:
            return f"{name}() lacks {missing}"
        return f"{name}() takes no {', '.join(sorted(said.keys() - self.known))}"
