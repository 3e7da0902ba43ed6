"""Columns of tables at a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.reporters.columns import aligned, cut, folded
from taskcenter_monitor.reporters.excerpt import width


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [("name", "much"), ("错误率", "5"), ("a", "120")]
    assert list(aligned(rows, "<>")) == ["name    much", "错误率     5", "a        120"]


def test_what_is_left_out_is_seen() -> None:
    assert cut("TaskCenterDown", 14) == "TaskCenterDown"
    assert cut("TaskCenterDown", 13) == "TaskCenterDo…"
    assert cut("错误率告警", 6) == "错误…"


def test_lines_break_between_words_and_in_words_that_are_too_long() -> None:
    assert folded("one two three", 8) == ["one two", "three"]
    assert folded("错误率告警 x", 4) == ["错误", "率告", "警 x"]
    assert folded("", 8) == [""]


@given(st.text(max_size=60), st.integers(2, 30))
def test_nothing_is_wider_than_it_may_be(text: str, most: int) -> None:
    assert width(cut(text, most)) <= most
    assert all(width(line) <= most for line in folded(text, most))
