from __future__ import annotations

import pytest

from taskcenter_monitor.checks.overlap import excluding, kept, narrowing
from taskcenter_monitor.vocabulary.selectors import parse_selector


@pytest.mark.parametrize(
    ("part", "whole", "left"),
    [
        ('x{a="1"}', "x", ['a="1"']),
        ('x{a="1"}', 'x{a="1", b="2"}', []),
        ('x{a=~"1|2"}', 'x{a="1"}', []),
        ('x{a=~"1|2"}', 'x{a=~"2|3"}', ['a=~"1|2"']),
        ('x{a!="3", b=~"5.."}', 'x{a=~"1|2"}', ['b=~"5.."']),
        (r'x{a!~"1\\.2"}', 'x{a="1.2"}', [r'a!~"1\\.2"']),
    ],
)
def test_what_narrows_a_part(part: str, whole: str, left: list[str]) -> None:
    assert [str(one) for one in narrowing(parse_selector(part), parse_selector(whole))] == left


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ('x{a="1"}', 'y{a="2"}', ('a="1"', 'a="2"')),
        ('x{a=~"1|2"}', 'x{b="1", a=~"3.*"}', ('a=~"1|2"', 'a=~"3.*"')),
        ('x{a=~"4.."}', 'x{a!="1"}', None),
        ('x{a="1"}', 'x{b="2"}', None),
        ('x{a="1.2"}', r'x{a=~"1\\.2"}', None),
        ('x{a=~"1.*"}', 'x{a=~"2.*"}', None),
    ],
)
def test_only_certain_contradictions_count(
    one: str, other: str, found: tuple[str, str] | None
) -> None:
    pair = excluding(parse_selector(one), parse_selector(other))
    assert (pair and tuple(map(str, pair))) == found


def test_without_by_every_label_is_kept() -> None:
    assert kept("a", None)
    assert kept("a", ["a", "b"])
    assert not kept("a", [])
