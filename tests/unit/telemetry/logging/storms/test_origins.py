"""Where an exception was raised."""

from __future__ import annotations

import sys
from types import CodeType

from taskcenter_monitor.telemetry.logging.storms.origins import (
    RELATED,
    culprit,
    place_of,
    related,
    spot_of,
)
from tests import storms
from tests.storms import raised


def lines() -> int:
    code: CodeType = storms._raise.__code__
    return code.co_firstlineno


def test_the_innermost_frame_is_the_place() -> None:
    failure = raised(ValueError, depth=10)
    assert place_of(failure) == (storms.__file__, lines() + 3)
    assert spot_of(failure)[:2] == (storms.__file__, lines())


def test_what_was_never_raised_has_a_class_and_no_place() -> None:
    assert place_of(ValueError()) == ("", 0)
    assert spot_of(ValueError()) == ("", 0, 0, id(ValueError))


def test_two_classes_from_one_place_are_two_spots() -> None:
    assert spot_of(raised(ValueError))[:3] == spot_of(raised(TypeError))[:3]
    assert spot_of(raised(ValueError)) != spot_of(raised(TypeError))


def test_of_a_recursion_without_end_a_part_is_looked_at() -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(3000)
    try:
        deep, deeper = (raised(ValueError, depth=depth) for depth in (1000, 2000))
    finally:
        sys.setrecursionlimit(limit)
    # At this depth it is still on its way down, in the line before.
    assert place_of(deep) == place_of(deeper) == (storms.__file__, lines() + 2)
    assert spot_of(deep) == spot_of(deeper)


def test_the_first_of_a_group_is_the_culprit() -> None:
    inner = ValueError()
    assert culprit(ExceptionGroup("a", [ExceptionGroup("b", [inner, KeyError()])])) is inner
    assert culprit(inner) is inner


def test_a_chain_or_a_group_without_end_is_looked_at_in_part() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert related(one)[:3] == [one, other, one]
    assert len(related(one)) == RELATED
    nested: Exception = one
    for _ in range(1000):
        nested = ExceptionGroup("x", [nested])
    assert len(related(nested)) == RELATED
