"""Each way in which a rule may go wrong, on small expressions, to the letter."""

from __future__ import annotations

import pytest

from mutants.edits import EDITS
from mutants.tree import parse
from taskcenter_monitor.vocabulary import promql


def changed(operator: str, text: str) -> list[str]:
    found = [
        edit.applied(text)
        for node, above in parse(text).walk()
        for edit in EDITS[operator](node, above, text)
    ]
    for one in found:
        promql.parse(one)
    return found


@pytest.mark.parametrize(
    ("operator", "text", "mutants"),
    [
        ("comparator", "a > 1", ["a < 1", "a >= 1"]),
        ("comparator", "a <= 1", ["a >= 1", "a < 1"]),
        ("comparator", "a == 0", ["a != 0"]),
        ("comparator", 'a{b="> 1"} + 1', []),
        ("threshold", "a > 20", ["a > 18", "a > 22"]),
        ("threshold", "a > 0", ["a > 1"]),
        ("threshold", "a > -5", ["a > -4.5", "a > -5.5"]),
        ("threshold", "1.5 * a", ["1.35 * a", "1.65 * a"]),
        ("threshold", "clamp(a, 0, 1)", ["clamp(a, 1, 1)", "clamp(a, 0, 0.9)", "clamp(a, 0, 1.1)"]),
        ("threshold", "histogram_quantile(0.95, a)", []),
        (
            "quantile",
            "histogram_quantile(0.5, a)",
            ["histogram_quantile(0.45, a)", "histogram_quantile(0.75, a)"],
        ),
        ("window", "rate(a[5m])", ["rate(a[2m30s])", "rate(a[10m])"]),
        (
            "window",
            "a[1h] offset 5m",
            ["a[30m] offset 5m", "a[2h] offset 5m"],
        ),
        ("offset", "a offset 1d > 1", ["a offset 12h > 1", "a offset 2d > 1", "a > 1"]),
        ("matcher", 'a{b="c"}', ['a{b!="c"}', "a"]),
        (
            "matcher",
            'a{b=~"c", d!="e"}',
            ['a{b!~"c", d!="e"}', 'a{d!="e"}', 'a{b=~"c", d="e"}', 'a{b=~"c"}'],
        ),
        ("and/or", "a and b", ["a or b"]),
        ("and/or", "a unless b", ["a and b"]),
        ("and/or", "a or b or c", ["a or b and c", "a and b or c"]),
        ("guard", "a > 1 and b > 2", ["a > 1"]),
        ("guard", "a and on (job) b", ["a"]),
        ("guard", "a or b or c", ["a or b", "a or c"]),
        ("guard", "a / (b > 0)", ["a / (b)"]),
        ("guard", "a > 1", []),
        ("guard", "count(up == 1)", ["count(up)"]),
        ("swap", "a / b", ["b / a"]),
        ("swap", "100 * a / (b > 0) > 5", ["100 * (b > 0) / a > 5"]),
        ("swap", "a / on (job) group_left () (b)", ["(b) / on (job) group_left () a"]),
    ],
)
def test_an_operator_changes_one_thing_and_nothing_else(
    operator: str, text: str, mutants: list[str]
) -> None:
    assert changed(operator, text) == mutants


def test_what_stands_in_quotes_is_no_promql() -> None:
    text = 'a{b="x > 1 and y[5m] offset 1d"}'

    assert not any(changed(name, text) for name in EDITS if name != "matcher")
