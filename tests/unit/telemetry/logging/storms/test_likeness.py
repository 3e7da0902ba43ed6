"""How alike two messages are, and fifty real ones among each other."""

from __future__ import annotations

import builtins
from collections import Counter, defaultdict
from random import Random

import pytest

from taskcenter_monitor.telemetry.logging.storms import likeness
from taskcenter_monitor.telemetry.logging.storms.groups import Group
from tests.storm_corpus import ERRORS, message
from tests.storms import HERE, weather


@pytest.mark.parametrize("same", range(1, 10))
def test_the_least_similarity_is_enough(same: int) -> None:
    one, other = "abcdefghij", "abcdefghij"[:same] + "0123456789"[same:]
    assert likeness.alike(one, other, same / 10)
    assert not likeness.alike(one, other, same / 10 + 0.01)


def test_equal_texts_are_alike_and_with_nothing_asked_all_are() -> None:
    assert likeness.alike("", "", 1.0)
    assert not likeness.alike("", "a", 0.1)
    assert likeness.alike("abc", "xyz", 0.0)


def test_without_its_library_only_equal_texts_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, *_: object) -> object:
        raise ImportError(name)

    likeness.measure.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", missing)
        alike = likeness.alike("abcd", "abce", 0.5)
        equal = likeness.alike("abcd", "abcd", 0.5)
    likeness.measure.cache_clear()
    assert (alike, equal) == (False, True)


@pytest.mark.parametrize("places", [50, 1])
def test_of_fifty_real_errors_no_two_become_one_and_hardly_one_becomes_two(places: int) -> None:
    chance = Random(1)  # noqa: S311 - no secret
    found: dict[Group, Counter[int]] = defaultdict(Counter)
    with weather(window=3600.0) as storm:
        for _ in range(4000):
            error = chance.randrange(len(ERRORS))
            storm.passes(message(ERRORS[error], chance), None, (HERE[0], error % places))
            found[next(reversed(storm.storms._windows._groups))][error] += 1
    assert len(ERRORS) == 50
    assert [errors for errors in found.values() if len(errors) > 1] == []
    assert len(found) <= 55
