"""The stack of an exception as text, made by the writer of what a call has kept.

Python's own module formats it, so that it reads as anywhere else; never with local variables.
"""

from __future__ import annotations

import linecache
from collections.abc import Generator, Iterable
from itertools import islice
from traceback import FrameSummary, StackSummary, TracebackException
from typing import Any

from taskcenter_monitor.telemetry.logging.failures import Entry, Failure


def stack_text(failure: Failure) -> str:
    """As Python prints it, without the line end."""
    try:
        return "".join(_Shown(failure).format()).rstrip("\n")
    except Exception as error:  # noqa: BLE001 - the source of it is anybody's
        return f"<{failure.name} without a stack: {type(error).__name__}>"


class _Shown(TracebackException):
    """Has nothing of an exception but what was kept of it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(Exception, Exception(), None)
        if failure.entries is not None:
            self.stack = stack(failure.entries)
        self.__cause__ = None if failure.cause is None else _Shown(failure.cause)
        self.__context__ = None if failure.context is None else _Shown(failure.context)
        self.__suppress_context__ = failure.context is None
        if failure.total is not None:
            members: list[TracebackException] = [_Shown(member) for member in failure.members]
            # Python says how many there are besides those that it shows.
            members += members[:1] * (failure.total - len(members))
            self.exceptions = members
        self._failure = failure

    def format_exception_only(self, **_: Any) -> Generator[str, None, None]:  # noqa: ANN401
        """The end of a traceback."""
        failure = self._failure
        if failure.last:
            yield from failure.last
        elif failure.message:
            yield f"{failure.name}: {failure.message}\n"
        else:
            yield f"{failure.name}\n"
        if not failure.last:
            for note in failure.notes:
                yield from (f"{line}\n" for line in note.split("\n"))


def stack(entries: Iterable[Entry]) -> StackSummary:
    """The places in the files, whose lines are read now."""
    frames = [_frame(entry) for entry in entries]
    for file in {frame.filename for frame in frames}:
        linecache.checkcache(file)
    return StackSummary.from_list(frames)


def _frame(entry: Entry) -> FrameSummary:
    code, instruction, line = entry
    first, last, column, end = None, None, None, None
    if instruction >= 0:
        positions = code.co_positions()
        found = next(islice(positions, instruction // 2, None), None)
        first, last, column, end = found or (None, None, None, None)
    return FrameSummary(
        code.co_filename,
        line if first is None else first,
        code.co_name,
        lookup_line=False,
        end_lineno=last,
        colno=column,
        end_colno=end,
    )
