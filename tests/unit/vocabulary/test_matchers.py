from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.vocabulary.matchers import (
    contradict,
    follows,
    literals,
    matcher_text,
    named,
    parse_matcher,
    takes,
)
from taskcenter_monitor.vocabulary.selectors import Matcher


def read(*texts: str) -> list[Matcher]:
    return [parse_matcher(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "matcher"),
    [
        ('severity="critical"', Matcher("severity", "=", "critical")),
        ('severity != "none"', Matcher("severity", "!=", "none")),
        ('alertname=~"A|B"', Matcher("alertname", "=~", "A|B")),
        ('alertname!~"A|B"', Matcher("alertname", "!~", "A|B")),
        (r'path="C:\\temp"', Matcher("path", "=", r"C:\temp")),
        (r'path=~"\\d+"', Matcher("path", "=~", r"\d+")),
        (r'note="a \"b\""', Matcher("note", "=", 'a "b"')),
        ('note=""', Matcher("note", "=", "")),
        ('业务="x"', None),
        ("severity=critical", None),
        ('severity=="critical"', None),
        ('severity="critical', None),
        ('"severity"="critical"', None),
        ('{severity="critical"}', None),
        ('a="1",b="2"', None),
    ],
)
def test_reads_what_all_alertmanagers_read_alike(text: str, matcher: Matcher | None) -> None:
    if matcher is None:
        with pytest.raises(ValueError, match="is no matcher; write name="):
            parse_matcher(text)
    else:
        assert parse_matcher(text) == matcher


def test_an_escape_that_alertmanagers_read_differently_is_refused() -> None:
    with pytest.raises(ValueError, match="means different things"):
        parse_matcher(r'path=~"\d+"')


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(", "is broken"),
        ("[0-9", "is broken"),
        ("(?!a)b", "Go's syntax"),
        ("(?<=a)b", "Go's syntax"),
        (r"(a)\\1", "Go's syntax"),
    ],
)
def test_a_pattern_that_alertmanager_cannot_read_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_matcher(f'name=~"{pattern}"')


@given(st.text())
def test_what_is_written_back_reads_the_same(value: str) -> None:
    matcher = Matcher("note", "=", value)
    assert parse_matcher(matcher_text(matcher)) == matcher


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('a="x"', {"x"}),
        ('a=~"x"', {"x"}),
        ('a=~"x|y-1|z 2"', {"x", "y-1", "z 2"}),
        ('a=~"(x|y)"', {"x", "y"}),
        ('a=~"x.*"', None),
        ('a=~".+"', None),
        ('a!="x"', None),
        ('a!~"x|y"', None),
    ],
)
def test_lists_the_values_that_pass(text: str, values: set[str] | None) -> None:
    assert literals(parse_matcher(text)) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [('a!="x"', {"x"}), ('a!~"x|y"', {"x", "y"}), ('a=~"x|y"', {"x", "y"}), ('a=~"x.*"', set())],
)
def test_knows_the_values_that_are_spelt_out(text: str, values: set[str]) -> None:
    assert named(parse_matcher(text)) == values


@pytest.mark.parametrize(
    ("text", "given_texts", "certain"),
    [
        ('a="x"', ['a="x"'], True),
        ('a=~"x|y"', ['a="x"'], True),
        ('a!="z"', ['a=~"x|y"'], True),
        ('a=~".+"', ['a="x"'], True),
        ('a=~"x.*"', ['a=~"x.*"', 'b="1"'], True),
        ('a="x"', ['a=~"x|y"'], False),
        ('a="x"', ['b="x"'], False),
        ('a!="z"', ['a=~"x.*"'], False),
        ('a="x"', [], False),
    ],
)
def test_knows_what_follows_for_certain(text: str, given_texts: list[str], certain: bool) -> None:
    assert follows(parse_matcher(text), read(*given_texts)) is certain


@pytest.mark.parametrize(
    ("texts", "impossible"),
    [
        (['a="x"', 'a="y"'], True),
        (['a=~"x|y"', 'a!~"x|y"'], True),
        (['a=""', 'a=~".+"'], True),
        (['a="x"', 'a!="x"'], True),
        (['a=~"x|y"', 'a!="x"'], False),
        (['a="x"', 'b="y"'], False),
        (['a=~"x.*"', 'a=~"y.*"'], False),
        ([], False),
    ],
)
def test_knows_what_no_alert_can_pass(texts: list[str], impossible: bool) -> None:
    assert contradict(read(*texts)) is impossible


@pytest.mark.parametrize(
    ("texts", "taken"),
    [
        (['severity="critical"'], True),
        (['severity="warning"'], False),
        (['instance=~".+"'], None),
        (['zone="a"'], None),
        (['db_name="x"'], False),
        (['db_name!="x"'], True),
        (['instance=~".+"', 'severity="warning"'], False),
        (['severity="critical"', 'instance=~".+"'], None),
        ([], True),
    ],
)
def test_says_whether_an_alert_is_taken_as_far_as_its_labels_are_known(
    texts: list[str], taken: bool | None
) -> None:
    labels = {"severity": "critical", "instance": None, "db_name": ""}
    assert takes(read(*texts), labels) is taken
