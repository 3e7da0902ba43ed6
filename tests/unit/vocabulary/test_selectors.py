from __future__ import annotations

import re

import promql_parser
import pytest

from taskcenter_monitor.vocabulary.selectors import Matcher, Selector, parse_selector


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("up", "up"),
        (" up ", "up"),
        ("up{}", "up"),
        ('up{job="api"}', 'up{job="api"}'),
        ('up { job = "api" , instance!~"a|b" , }', 'up{job="api", instance!~"a|b"}'),
        ('job:x:rate5m{le="+Inf"}', 'job:x:rate5m{le="+Inf"}'),
        (r'x{path=~"/a\\.b", q="say \"hi\""}', r'x{path=~"/a\\.b", q="say \"hi\""}'),
        ('x{a="}"}', 'x{a="}"}'),
        ('x{a="b, c=\\"d\\""}', 'x{a="b, c=\\"d\\""}'),
        ('x{title="任务"}', 'x{title="任务"}'),
    ],
)
def test_reads_and_prints_promql(text: str, printed: str) -> None:
    selector = parse_selector(text)
    assert str(selector) == printed
    assert parse_selector(printed) == selector
    promql_parser.parse(printed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is no selector; write a metric name"),
        ('{job="api"}', "is no selector"),
        ("5xx", "'5xx' is no selector"),
        ("rate(up[5m])", "is no selector"),
        ("up[5m]", "is no selector"),
        ("up{", "is no selector"),
        ("up{job}", "'job' is no matcher; write label=\"value\""),
        ("up{job=api}", "'job=api' is no matcher"),
        ("up{job='api'}", "is no matcher"),
        ('up{job=="api"}', "is no matcher"),
        ('up{5="api"}', "is no matcher"),
        ('up{job="a\nb"}', "is no matcher"),
        ("up{,}", "',' is no matcher"),
        ('up{job=~"(a|b"}', "the regular expression '(a|b' is broken: missing )"),
        (
            'up{job!~"a(?=b)"}',
            "the regular expression 'a(?=b)' uses what Go's syntax does not have",
        ),
        ('up{job=~"a{99999999999999999999}"}', "is broken: the repetition number is too large"),
        ('up{a="b" c="d"}', "a comma is missing before 'c=\"d\"'"),
        ('up{a="b"}}', "a comma is missing before '}'"),
    ],
)
def test_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_selector(text)


@pytest.mark.parametrize(
    ("operator", "value", "given", "passes"),
    [
        ("=", "a", "a", True),
        ("=", "a", "ab", False),
        ("!=", "a", "ab", True),
        ("!=", "a", "a", False),
        ("=~", "a|b", "b", True),
        ("=~", "a", "ab", False),
        ("!~", "a.*", "ab", False),
        ("!~", "a.*", "b", True),
    ],
)
def test_a_matcher_accepts_what_prometheus_would(
    operator: str, value: str, given: str, passes: bool
) -> None:
    assert Matcher("label", operator, value).accepts(given) is passes


@pytest.mark.parametrize("pattern", ["(", "a{99999999999999999999}", "(" * 5000])
def test_a_pattern_that_cannot_be_read_accepts_anything(pattern: str) -> None:
    assert Matcher("label", "=~", pattern).accepts("x")


@pytest.mark.parametrize(
    "text", [r'x{a=~"\\pL+"}', r'x{a=~"b\\.c"}', 'x{a="(("}', 'x{a=~"[[:alpha:]]"}', 'x{a!~"5.."}']
)
def test_what_go_can_read_is_no_fault(text: str) -> None:
    assert str(parse_selector(text)) == text


def test_matchers_stay_when_a_suffix_is_added() -> None:
    selector = parse_selector('latency_seconds{job="api"}')
    assert str(selector.suffixed("_bucket")) == 'latency_seconds_bucket{job="api"}'


def test_finds_the_matchers_of_a_label() -> None:
    selector = parse_selector('x{a!="1", b="2", a!="3"}')
    assert [matcher.value for matcher in selector.matched("a")] == ["1", "3"]
    assert Selector("x").matched("a") == ()


def test_a_backslash_that_promql_doubles_is_one_to_the_regular_expression() -> None:
    (matcher,) = parse_selector('up{job=~"task\\\\.api"}').matchers
    assert matcher.accepts("task.api")
    assert not matcher.accepts("task-api")
