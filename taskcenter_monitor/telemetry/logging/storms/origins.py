"""Where an exception was raised, found out without formatting any of it."""

from __future__ import annotations

from types import TracebackType
from typing import TypeAlias

from taskcenter_monitor.telemetry.logging.record import Place

Spot: TypeAlias = tuple[str, int, int, int]
"""File, first line of the function, instruction in it, and class: cheaper to get than a line.

Numbers and texts only, for what is kept must not keep an exception with its frames alive.
"""
NOWHERE: Spot = ("", 0, 0, 0)
"""That of an error without an exception."""
DEEPEST = 100
"""Frames that are looked at, some 25 ns each. A recursion without end has more, all alike."""


RELATED = 8
"""Exceptions of one error whose classes are compared: members of groups, and causes."""


def culprit(failure: BaseException) -> BaseException:
    """The exception itself, of a group the first that is in it: all groups are raised alike."""
    for _ in range(DEEPEST):
        if not isinstance(failure, BaseExceptionGroup):
            break
        failure = failure.exceptions[0]
    return failure


def related(failure: BaseException) -> list[BaseException]:
    """The exception, what is in it where it is a group, and what it was raised from.

    Of the members of one group only the first of each class: how many there are changes all the
    time. A cause is what Python shows as one.
    """
    found = [failure]
    for each in found:
        if isinstance(each, BaseExceptionGroup):
            members: dict[type, BaseException] = {}
            for member in each.exceptions[:DEEPEST]:
                members.setdefault(type(member), member)
            found += members.values()
        cause = each.__cause__
        if cause is None and not each.__suppress_context__:
            cause = each.__context__
        if cause is not None:
            found.append(cause)
        if len(found) >= RELATED:
            break
    return found[:RELATED]


def spot_of(failure: BaseException) -> Spot:
    """What tells one place and class of exceptions from another."""
    frame = _innermost(failure)
    if frame is None:
        return ("", 0, 0, id(type(failure)))
    code = frame.tb_frame.f_code
    # Not the line: that has to be looked up in a table of the code.
    return (code.co_filename, code.co_firstlineno, frame.tb_lasti, id(type(failure)))


def place_of(failure: BaseException) -> Place:
    """File and line that raised it; nowhere for what was never raised."""
    frame = _innermost(failure)
    return ("", 0) if frame is None else (frame.tb_frame.f_code.co_filename, frame.tb_lineno)


def _innermost(failure: BaseException) -> TracebackType | None:
    frame = failure.__traceback__
    if frame is None:
        return None
    left = DEEPEST
    while left and (inner := frame.tb_next) is not None:
        frame = inner
        left -= 1
    return frame
