from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.checks.expressions import LONGEST, find_word, parsed
from taskcenter_monitor.vocabulary.flow import flow

WORDS = "a up sum rate by on ( ) { } [5m] = =~ > + - and or unless offset 1d , 0.5 bool # histogram"
PIECES = st.sampled_from([*WORDS.split(), '"', " ", "\\", "\n"])


@given(st.lists(PIECES, max_size=40).map(" ".join) | st.text(max_size=60))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    found = parsed(text)
    assert (found.tree is None) is bool(found.error)
    lines = text.split("\n")
    for line, column, length in [found.position, *(series.position for series in found.series)]:
        assert 1 <= line <= len(lines)
        assert length >= 1
        assert 1 <= column <= len(lines[line - 1]) + 1
    if found.tree is not None:
        flow(found.tree, lambda _: frozenset(("job",)))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "a" + ")" * 5000,
        "+".join(["a"] * 3000),
        "-" * 4000 + "a",
        "sum(" * 2000 + "a" + ")" * 2000,
        "a" * (LONGEST + 1),
    ],
    ids=["brackets", "operators", "signs", "calls", "length"],
)
def test_an_expression_that_would_exhaust_the_parser_is_refused(text: str) -> None:
    assert "an expression has at most" in parsed(text).error


def test_long_expressions_of_people_are_read() -> None:
    text = " or ".join(f'sum by (job) (rate(a_total{{b="{n}"}}[5m])) > 1' for n in range(50))
    assert len(parsed(text).series) == 50


def test_each_series_has_its_own_place() -> None:
    text = 'sum(up{job="up"})\n  / on (job)\nrate(up[5m] offset 1d)  # up'
    places = [series.position for series in parsed(text).series]
    assert places == [(1, 5, 2), (3, 6, 2)]


def test_what_is_applied_to_a_series_is_known_with_its_window_and_offset() -> None:
    (series,) = parsed("sum(rate(a_total[5m] offset 1d))").series
    assert (series.function, series.window, series.offset) == ("rate", 300.0, 86400.0)


def test_a_subquery_gives_its_range_to_what_is_below() -> None:
    (series,) = parsed("max_over_time(a[1h:5m])").series
    assert (series.function, series.window) == ("max_over_time", 3600.0)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("rate(foo[5m]", "("),
        ("sum by (job) (up))", ")"),
        ("foo(up)", "foo"),
        ("rate(up)", "rate"),
        ("up >", ">"),
        ("up + * 2", "+"),
        ('up{job=~"("}', "("),
        ('up{job="a"', "{"),
    ],
)
def test_a_fault_is_shown_where_it_is(text: str, at: str) -> None:
    line, column, length = parsed(text).position
    assert text.split("\n")[line - 1][column - 1 : column - 1 + length] == at


def test_words_in_quotes_and_comments_are_not_found() -> None:
    assert find_word('a{b="up"} # up\n+ up', "up") == (2, 3, 2)
    assert find_word('a{b="up"}', "up") is None
