from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.signals.samples.labels import NoExampleError, label_value, written
from taskcenter_monitor.vocabulary.regexes import compiled
from taskcenter_monitor.vocabulary.selectors import Matcher, parse_selector


def matchers(text: str) -> tuple[Matcher, ...]:
    return parse_selector(f"x{{{text}}}").matchers


@pytest.mark.parametrize(
    ("accepted", "value"),
    [
        ('a="b"', "b"),
        ('a=~"5.."', "5aa"),
        ('a=~"(x|y)z?"', "xz"),
        ('a=~"[0-9]{3}"', "000"),
        ('a=~"task-.*"', "task-a"),
        ('a!="a-1"', "other"),
        ('a=~"b|c", a!="b"', "c"),
        (r'a=~"\\d+"', "0"),
        ('a=~"[[:upper:]]{2}"', "AA"),
    ],
)
def test_a_value_passes_its_matchers(accepted: str, value: str) -> None:
    assert label_value("a", matchers(accepted)) == value


def test_a_value_is_refused_where_it_must_be() -> None:
    assert label_value("a", (), matchers('a=~"5.."')) == "a-1"
    assert label_value("a", matchers('a=~"b|c"'), matchers('a="b"')) == "c"


def test_the_usual_value_is_taken_where_it_fits() -> None:
    assert label_value("a", matchers('a=~"b|c"'), usual="c") == "c"
    assert label_value("a", matchers('a=~"b|c"'), usual="d") == "b"


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(NoExampleError, match='no value of the label a can be made up for a="b"'):
        label_value("a", matchers('a="b", a="c"'))


@given(st.from_regex(r"[a-z0-9|.+*?\[\]()-]{1,12}", fullmatch=True))
def test_whatever_the_pattern_a_value_passes_it_or_none_is_given(pattern: str) -> None:
    readable = compiled(pattern)
    if readable is None:
        return
    try:
        value = label_value("a", (Matcher("a", "=~", pattern),))
    except NoExampleError:
        return
    assert readable.fullmatch(value)


def test_a_series_is_written_without_empty_labels_and_with_escapes() -> None:
    assert written("m", {"a": "x", "b": "", "c": 'say "\\"'}) == r'm{a="x", c="say \"\\\""}'
    assert written("m", {}) == "m"
