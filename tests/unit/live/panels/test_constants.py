"""Which queries have rows whatever is asked, and what is really asked in them."""

from __future__ import annotations

import pytest

from taskcenter_monitor.live.panels.constants import before_constant


@pytest.mark.parametrize(
    ("query", "real"),
    [
        ("max(up) or vector(0)", "max(up)"),
        ("max(up) OR vector(-1)", "max(up)"),
        ("max(up)\n  or on () vector((0))", "max(up)"),
        ("(max(up) or vector(0))", "max(up)"),
        ("((max(up)) or vector(0)) # or not", "(max(up))"),
        ("up or vector(time())", "up"),
        ('up or label_replace(vector(0), "job", "api", "", "")', "up"),
        ("a or b or vector(0)", "a or b"),
        ("a or vector(0) or vector(1)", "a"),
        ("a > 1 and b or vector(0)", "a > 1 and b"),
        ("sum by (or) (a{or='or vector(0)'}) or vector(0)", "sum by (or) (a{or='or vector(0)'})"),
        # Escapes must come through as they were written.
        (r'up{job=~"a\\.b or \"c"} or vector(0)', r'up{job=~"a\\.b or \"c"}'),
        ("up # it is up or\n or vector(0)", "up # it is up or"),
        ("started or 0 * firing", "started"),
        ("started or firing * 0", "started"),
        ('x{code="5"} or (0 * x)', 'x{code="5"}'),
    ],
)
def test_a_constant_stands_behind_the_last_or(query: str, real: str) -> None:
    assert before_constant(query) == real


@pytest.mark.parametrize(
    "query",
    [
        "up",
        "a or b",
        "a or 2 * b",
        "vector(0) or up",
        "a or absent(b)",
        "vector(0)",
        # A ratio without errors is a ratio of nothing to something.
        "(bad or 0 * total) / total",
        "sum(bad or vector(0))",
        "-(a or vector(0))",
        # What the zeros are made of would be misspelt in both arms.
        "a > 5 or 0 * a",
        "sum(rate(a[5m])) or 0 * sum(a)",
        # Prometheus has its say about these.
        "up{ or vector(0)",
        "rate(up[$__interval]) or vector(0)",
    ],
)
def test_other_queries_are_asked_as_they_are(query: str) -> None:
    assert before_constant(query) is None
