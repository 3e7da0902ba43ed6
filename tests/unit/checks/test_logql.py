"""LogQL: what Loki takes passes, what it refuses is told at the word that is to blame."""

from __future__ import annotations

import pytest

from taskcenter_monitor.checks.logql import LINES, NUMBERS, read
from taskcenter_monitor.checks.logwords import BrokenLogQLError

SOUND_LINES = [
    '{a="b"}',
    '{a=~".+", b!="c"}',
    '{a!=""}',
    '({a="b"})',
    '{a="b"} |= "x" != "y" |~ "a.*b" !~ `\\d+$` | logfmt | duration > 10s and status >= 400',
    '{a="b"} |= "x" or "y" |= ip("10.0.0.0/8") |> "<_> took <_>" !> "x <_>"',
    '{a="b"} | json | level=~"error|severe" # only what hurts\n  | line_format "{{.msg}} {{ $x }}"',
    '{a="b"} | json first="a.b", second | (size > 20KB or took>=1h30m) c="d", e!~"f"',
    '{a="b"} | logfmt --strict --keep-empty took | addr = ip("10.0.0.1") | ok == 1.5e-3',
    '{a="b"} | pattern "<ip> <_>" | regexp "(?P<method>\\\\w+)" | regexp `(?<path>/\\S*)`',
    '{a="b"} | unpack | decolorize | drop x, y="z" | keep a | label_format b=a, c="{{.d}}"',
    '{a="b"} | json != "x" | sum="1" | rate > 2',
    '{a="b"} |~ "(?i)error" |~ "[[:alpha:]]+" |~ "task.*$" |= "costs $5"',
    '{a="b"} | JSON',
]
SOUND_NUMBERS = [
    'sum by (level) (count_over_time({service="t"} | json | level=~"error|severe" [$__auto]))',
    'quantile_over_time(0.99, {a="b"} | json | unwrap duration [5m]) by (path)',
    'sum_over_time({a="b"} | json | unwrap bytes(size) | __error__="" [$__range])',
    'topk(5, sum(rate({a="b"}[$__interval])) by (path)) > bool 3',
    'sum(count_over_time({a="b"} [5m] |= "x")) / on (job) group_left (x) sum(rate({a="b"}[1h30m]))',
    'count_over_time({a="b"} [5m] offset 1d) or vector(0)',
    'rate(({a="b"} |= "x")[5m]) unless ignoring (a, b) absent_over_time({a="b"}[5m])',
    'label_replace(rate({a="b"}[1m]), "to", "$1", "from", "(.*)")',
    'max_over_time({a="b"} | unwrap sum [5m]) without (pod)',
    "-1 + 2 ^ (3 * 4)",
    'sort_desc(SUM without(a) (bytes_rate({a="b"}[5m])))',
    'approx_topk(10, sum by (path) (rate({a="b"}[5m])))',
]
BROKEN = [
    ('{a="b"', "{", "has no partner"),
    ('sum(rate({a="b"}[5m])', "(", "has no partner"),
    ('{a="b"})', ")", "has no partner"),
    ('{a="b}', '"', "never closed"),
    ("{a='b'}", "'", "single quotes"),
    ('rate({a="b"}[5m)', "[", "has no partner"),
    ("{}", "{", "without any of its labels"),
    ('{a!="b"}', "{", "without any of its labels"),
    ('{a=~".*"}', "{", "without any of its labels"),
    ('{a="b",}', "}", "expected a label"),
    ("{a=b}", "b", "expected a text in quotes"),
    ('{a=="b"}', "==", "expected one of"),
    ('{a=~"b("}', '"b("', "is broken"),
    ("{a=~`b`} |~ `(?=x)`", "`(?=x)`", "does not have"),
    ('{a="b"} |~ "\\d"', "\\d", "means nothing"),
    ('{a="b"} |= x', "x", "expected a text"),
    ('{a="b"} |= "$job"', "$job", "the variable $job"),
    ('{a="$job"}', "$job", "the variable $job"),
    ('{a="b"} | level = $level', "$level", "the variable $level"),
    ('rate({a="b"}[$__rate_interval])', "[$__rate_interval]", "is not a duration"),
    ('rate({a="b"}[0s])', "[0s]", "longer than nothing"),
    ('rate({a="b"})', "rate", "needs a window"),
    ('rate({a="b"}[5m] | json [5m])', "[5m]", "a window already"),
    ('{a="b"}[5m]', "[5m]", "within a function"),
    ('{a="b"} | jsn', "jsn", "is no stage"),
    ('{a="b"} | json="x"', "=", "expected an operator"),
    ('{a="b"} | distinct a', "distinct", "is no stage"),
    ('{a="b"} | json | unwrap x', "unwrap", "within a function"),
    ('{a="b"} | logfmt --strikt', "--strikt", "is no flag"),
    ('{a="b"} | json | a > "1"', ">", "compares numbers"),
    ('{a="b"} | json | a =~ 1', "=~", "compares texts"),
    ('{a="b"} | json | a > 10x', "10x", "is no number"),
    ('{a="b"} | json | a >', "", "the end of the query"),
    ('{a="b"} | regexp "x"', '"x"', "names no label"),
    ('{a="b"} | line_format', "", "the end of the query"),
    ('count_ovr_time({a="b"}[5m])', "count_ovr_time", "no function"),
    ("up", "up", "no function"),
    ("", "", "expected a stream selector"),
    ('sum({a="b"})', "{", "takes numbers"),
    ('{a="b"} / 2', "/", "cannot be calculated"),
    ('topk(rate({a="b"}[5m]))', "rate", "expected the number"),
    ('sum by level (rate({a="b"}[5m]))', "level", "labels"),
    ('sum by (a) (rate({a="b"}[5m])) by (b)', "by", "grouped already"),
    ('rate({a="b"}[5m]) by (x)', "by", "cannot be grouped"),
    ('sum_over_time({a="b"}[5m])', "sum_over_time", "needs values"),
    ('count_over_time({a="b"} | unwrap x [5m])', "count_over_time", "takes lines"),
    ('avg_over_time({a="b"} | unwrap minutes(x) [5m])', "minutes", "unwrapped with"),
    ('{a="b"} {c="d"}', "{", "expected an operator"),
    ('{a="b"}; drop', ";", "no meaning"),
    ("(" * 60 + "1" + ")" * 60, "(", "nest deeper"),
    ("1" * 10_001, "1", "at most"),
]


@pytest.mark.parametrize("query", SOUND_LINES)
def test_what_loki_reads_as_lines_is_lines(query: str) -> None:
    assert read(query) == LINES


@pytest.mark.parametrize("query", SOUND_NUMBERS)
def test_what_loki_reads_as_numbers_is_numbers(query: str) -> None:
    assert read(query) == NUMBERS


@pytest.mark.parametrize(("query", "blamed", "message"), BROKEN)
def test_what_loki_refuses_is_told_at_the_word(query: str, blamed: str, message: str) -> None:
    found = read(query)
    assert isinstance(found, BrokenLogQLError)
    assert message in found.message
    assert query[found.start : found.start + found.length] == blamed or not blamed
