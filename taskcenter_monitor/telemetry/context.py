"""The ids of what is being done: bound for a block or a request, and carried along.

They are one immutable mapping in the context of OpenTelemetry, so whatever carries a span carries
them as well: asyncio by itself, threads and executors once `logging.configure` has run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import Token
from functools import wraps
from inspect import iscoroutinefunction
from types import MappingProxyType, TracebackType
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar

from opentelemetry import context as opentelemetry_context
from opentelemetry import trace
from opentelemetry.context import Context


def _reader() -> Callable[[], Context]:
    """What the public function calls in the end: it costs a disabled call a third more."""
    try:
        from opentelemetry.context import _RUNTIME_CONTEXT

        found: Callable[[], Context] = _RUNTIME_CONTEXT._current_context.get  # type: ignore[attr-defined]  # noqa: SLF001
        found()
    except (ImportError, AttributeError, LookupError):
        return opentelemetry_context.get_current
    return found


def _attacher() -> Callable[[Context], Token[Context]]:
    """What the public function calls in the end, for spans: two calls less."""
    try:
        from opentelemetry.context import _RUNTIME_CONTEXT

        found: Callable[[Context], Token[Context]] = _RUNTIME_CONTEXT._current_context.set  # type: ignore[attr-defined]  # noqa: SLF001
    except (ImportError, AttributeError):
        return opentelemetry_context.attach
    return found


def _detacher() -> Callable[[Token[Context]], None]:
    """The public function logs an error where the ids of a request are unbound by another task."""
    try:
        from opentelemetry.context import _RUNTIME_CONTEXT
    except ImportError:
        return opentelemetry_context.detach
    return _RUNTIME_CONTEXT.detach


current_context = _reader()
attach = _attacher()
detach = _detacher()
"""Raises ValueError where another task or thread has attached, and logs nothing then."""

P = ParamSpec("P")
R = TypeVar("R")
Layer: TypeAlias = Mapping[str, object]
"""What one `bind` has bound."""

KEY = "taskcenter-ids"
"""Under which the ids stand in the context of OpenTelemetry."""
NAMES = ("request_id", "user_id", "business_id", "task_id")
"""The ids that every part of Task Center knows; trace and span are those of the current span."""
_SIMPLE = frozenset({str, int, float, bool, type(None)})
NONE: Mapping[str, object] = MappingProxyType({})
_LAYERS = "taskcenter-layers"
"""Under which stand the layers that the ids are made of, the first one below."""


def current() -> Mapping[str, object]:
    """The ids that are bound here; never changed, only replaced."""
    return current_context().get(KEY, NONE)  # type: ignore[return-value]


class Binding:
    """What `bind` gives to `unbind`."""

    __slots__ = ("context", "layer", "token")

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.context = with_ids(layer, current_context())
        self.token = opentelemetry_context.attach(self.context)


def bind(**ids: object) -> Binding:
    """Binds ids until `unbind`: for a request that begins here and ends elsewhere.

    An id that is None is no longer bound. One that is no text or number is bound as it is now, in
    the form in which it is logged.
    """
    return Binding(layer_of(ids))


def layer_of(ids: dict[str, object]) -> Layer:
    """The ids as `bind` keeps them, which takes the dict: those that could change are copied."""
    try:
        simple = _SIMPLE.issuperset(map(type, ids.values()))
    except Exception:  # noqa: BLE001 - a type whose own type compares and hashes as it likes
        simple = False
    if not simple:
        # Here, because logging needs this module.
        from taskcenter_monitor.telemetry.logging.snapshots import settled

        ids = dict(settled(ids))
    return MappingProxyType(ids)


def with_ids(layer: Layer, context: Context) -> Context:
    """The context with these ids besides its own, for whoever attaches it with a span at once."""
    layers: tuple[Layer, ...] = context.get(_LAYERS, ())  # type: ignore[assignment]
    return _with_layers((*layers, layer), context)


def unbind(binding: Binding) -> None:
    """What was bound before `bind` is bound again.

    In any order, in any task or thread, and more than once: where these ids are not bound, nothing
    changes. What others have bound meanwhile stays.
    """
    if current_context() is binding.context:
        try:
            detach(binding.token)
        except (ValueError, RuntimeError):
            # Bound by another task, or unbound by one: this one has inherited a copy.
            pass
        else:
            return
    layers = _layers()
    left = tuple(layer for layer in layers if layer is not binding.layer)
    if len(left) < len(layers):
        opentelemetry_context.attach(_with_layers(left, current_context()))


class Bound:
    """Ids for a block or a function; made by `bound`."""

    def __init__(self, ids: Layer) -> None:
        self._ids = ids
        self._bindings: list[Binding] = []

    def __enter__(self) -> None:
        self._bindings.append(bind(**self._ids))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        unbind(self._bindings.pop())

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """The same function with these ids bound while it runs; for `async def` as well."""
        ids = self._ids
        if iscoroutinefunction(function):

            @wraps(function)
            async def awaited(*args: P.args, **kwargs: P.kwargs) -> Any:  # noqa: ANN401 - its own
                with Bound(ids):
                    return await function(*args, **kwargs)

            return awaited  # type: ignore[return-value]

        @wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            with Bound(ids):
                return function(*args, **kwargs)

        return called


def bound(**ids: object) -> Bound:
    """Binds ids for a block, or as a decorator for a function."""
    return Bound(ids)


class Carried(Generic[P, R]):
    """A function that runs with the ids and the span that were here where it was wrapped.

    For what nobody carries them into, a process of a pool above all: it can be pickled if the
    function and the ids can. A process that was forked has those of the moment when it was, and a
    pool may fork in the middle of a request: there, this replaces them.
    """

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function
        self.ids = dict(current())
        self.span = trace.get_current_span().get_span_context()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Calls the function, wherever this is."""
        context = _with_layers((self.ids,), current_context())
        context = trace.set_span_in_context(trace.NonRecordingSpan(self.span), context)
        token = opentelemetry_context.attach(context)
        try:
            return self.function(*args, **kwargs)
        finally:
            opentelemetry_context.detach(token)


def _layers() -> tuple[Layer, ...]:
    return current_context().get(_LAYERS, ())  # type: ignore[return-value]


def _with_layers(layers: tuple[Layer, ...], below: Context) -> Context:
    ids: dict[str, object] = {}
    for layer in layers:
        ids.update(layer)
    bound = {name: value for name, value in ids.items() if value is not None}
    context = below.copy()
    context.update({KEY: MappingProxyType(bound), _LAYERS: layers})
    return Context(context)
