from __future__ import annotations

import pytest

from mutants.tree import Node, parse


def shape(node: Node) -> str:
    inner = ", ".join(map(shape, node.children))
    return f"{node.word.text}({inner})" if inner else node.word.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a or b and c", "or(a, and(b, c))"),
        ("a - b - c", "-(-(a, b), c)"),
        ("a ^ b ^ c", "^(a, ^(b, c))"),
        ("a + b * c > d", ">(+(a, *(b, c)), d)"),
        ("-a * b", "-(*(a, b))"),
        ("sum by (job) (rate(a[5m]))", "sum(rate(a))"),
        ("sum(a) without (job)", "sum(a)"),
        ("a > bool on (x) group_left (y) b", ">(a, b)"),
        ('{__name__="a"} # and nothing', "{"),
        ("min_over_time(rate(a[5m])[1h:1m])", "min_over_time(rate(a))"),
    ],
)
def test_operators_bind_as_they_do_in_prometheus(text: str, expected: str) -> None:
    assert shape(parse(text)) == expected


@pytest.mark.parametrize("text", ["a >", "sum by (job", "a b", "a $ b", ""])
def test_what_is_no_promql_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_every_part_knows_where_it_stands() -> None:
    text = 'sum by (job) (rate(a{b="c"}[5m] offset 1d)) / 2'

    parts = [text[node.start : node.end] for node, _ in parse(text).walk()]

    assert parts == [
        text,
        'sum by (job) (rate(a{b="c"}[5m] offset 1d))',
        'rate(a{b="c"}[5m] offset 1d)',
        'a{b="c"}[5m] offset 1d',
        "2",
    ]
