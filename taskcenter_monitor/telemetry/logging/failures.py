"""What a call keeps of an exception: texts and places, so that nothing of it stays alive."""

from __future__ import annotations

import linecache
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from types import CodeType, TracebackType
from typing import NamedTuple, TypeAlias

from taskcenter_monitor.telemetry.logging.limits import KEPT_TEXT, MORE
from taskcenter_monitor.telemetry.logging.sound import safe_text
from taskcenter_monitor.telemetry.logging.stacks import message_text, type_text

_MOST_FRAMES = 50
"""Of one traceback; a recursion without end has thousands that say the same."""
_MOST_EXCEPTIONS = 50
"""Causes and members of groups, in all."""
_MOST_MEMBERS = 15
"""Of one group; Python prints as many."""
_MOST_NOTES = 20
_MANY = 4096

Entry: TypeAlias = tuple[CodeType, int, int]
"""Code, instruction in it and line. Code holds no values, and the writer finds columns by it."""


class Failure(NamedTuple):
    """An exception. `last` is how Python ends its traceback where that is not type and message.

    `total` is how many members a group has, of which there may be fewer here; None for what is no
    group. `entries` is None for what was never raised.
    """

    kind: str
    name: str
    message: str
    last: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    entries: tuple[Entry, ...] | None = None
    cause: Failure | None = None
    context: Failure | None = None
    members: tuple[Failure, ...] = ()
    total: int | None = None


def captured(failure: BaseException) -> Failure:
    """What the writer needs to write of an exception. Never fails."""
    try:
        return _Capture().of(failure)
    except Exception:  # noqa: BLE001 - anybody's class, which may have attributes of its own
        return Failure(type_text(failure), type_text(failure), message_text(failure)[:KEPT_TEXT])


class _Capture:
    """One exception with all that hangs on it, each once."""

    __slots__ = ("_left", "_seen")

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._left = _MOST_EXCEPTIONS

    def of(self, failure: BaseException) -> Failure:
        self._seen.add(id(failure))
        self._left -= 1
        cause, context = self._before(failure)
        members = failure.exceptions if isinstance(failure, BaseExceptionGroup) else None
        trace = failure.__traceback__
        return Failure(
            type_text(failure),
            _name(failure),
            message_text(failure)[:KEPT_TEXT],
            _last(failure) if isinstance(failure, SyntaxError) else (),
            _notes(failure) if hasattr(failure, "__notes__") else (),
            None if trace is None else _entries(trace),
            cause,
            context,
            () if members is None else tuple(self._members(members)),
            None if members is None else len(members),
        )

    def _before(self, failure: BaseException) -> tuple[Failure | None, Failure | None]:
        cause, context = failure.__cause__, failure.__context__
        if cause is not None and self._is_new(cause):
            return self.of(cause), None
        if context is not None and not failure.__suppress_context__ and self._is_new(context):
            return None, self.of(context)
        return None, None

    def _members(self, members: Sequence[BaseException]) -> Iterator[Failure]:
        for member in members[:_MOST_MEMBERS]:
            if self._left <= 0:
                yield Failure("", MORE, "")
            else:
                yield self.of(member)

    def _is_new(self, failure: BaseException) -> bool:
        return id(failure) not in self._seen and self._left > 0


def _entries(trace: TracebackType) -> tuple[Entry, ...]:
    entries: deque[Entry] = deque(maxlen=_MOST_FRAMES)
    step: TracebackType | None = trace
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename not in _sources:
            _remember(step)
        entries.append((code, step.tb_lasti, step.tb_lineno))
        step = step.tb_next
    return tuple(entries)


_sources: set[str] = set()
"""Files whose source can be found without the globals of a frame, as in a zip archive."""


def _remember(step: TracebackType) -> None:
    if len(_sources) >= _MANY:
        _sources.clear()
    file = step.tb_frame.f_code.co_filename
    _sources.add(file)
    linecache.lazycache(file, step.tb_frame.f_globals)


def _name(failure: BaseException) -> str:
    """As Python writes it at the end of a traceback."""
    kind = type(failure)
    module, name = kind.__module__, kind.__qualname__
    return name if module in ("builtins", "__main__") else f"{module}.{name}"


def _notes(failure: BaseException) -> tuple[str, ...]:
    notes: object = failure.__notes__
    if isinstance(notes, list | tuple):
        return tuple(safe_text(note)[:KEPT_TEXT] for note in notes[:_MOST_NOTES])
    return (safe_text(notes, repr)[:KEPT_TEXT],)


def _last(failure: SyntaxError) -> tuple[str, ...]:
    return tuple(traceback.format_exception_only(type(failure), failure))
