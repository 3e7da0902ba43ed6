"""The ids of what is being done: bound for a block or a request, and carried along.

They are one immutable mapping in the context of OpenTelemetry, so whatever carries a span carries
them as well: asyncio by itself, threads and executors once `logging.configure` has run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Token
from types import MappingProxyType
from typing import Generic, ParamSpec, TypeVar

from opentelemetry import context as opentelemetry_context
from opentelemetry.context import Context

try:
    # The public function does nothing but call this one, and costs a disabled call a fifth more.
    from opentelemetry.context import _RUNTIME_CONTEXT

    current_context: Callable[[], Context] = _RUNTIME_CONTEXT.get_current
except ImportError:
    current_context = opentelemetry_context.get_current

P = ParamSpec("P")
R = TypeVar("R")

KEY = "taskcenter-ids"
"""Under which the ids stand in the context of OpenTelemetry."""
NAMES = ("request_id", "user_id", "business_id", "task_id")
"""The ids that every part of Task Center knows; trace and span are those of the current span."""
NONE: Mapping[str, object] = MappingProxyType({})


def current() -> Mapping[str, object]:
    """The ids that are bound here; never changed, only replaced."""
    return current_context().get(KEY, NONE)  # type: ignore[return-value]


def bind(**ids: object) -> Token[Context]:
    """Binds ids until `unbind`: for a request that begins here and ends elsewhere.

    An id that is None is no longer bound.
    """
    bound = {name: value for name, value in {**current(), **ids}.items() if value is not None}
    context = opentelemetry_context.set_value(KEY, MappingProxyType(bound))
    return opentelemetry_context.attach(context)


def unbind(token: Token[Context]) -> None:
    """What was bound before `bind` is bound again."""
    opentelemetry_context.detach(token)


@contextmanager
def bound(**ids: object) -> Iterator[None]:
    """Binds ids for a block, or as a decorator for a function."""
    token = bind(**ids)
    try:
        yield
    finally:
        unbind(token)


class Carried(Generic[P, R]):
    """A function that runs with the ids that were bound where it was wrapped.

    For what nobody carries them into, a process of a pool above all: it can be pickled.
    """

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function
        self.ids = dict(current())

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Calls the function, wherever this is."""
        with bound(**self.ids):
            return self.function(*args, **kwargs)
