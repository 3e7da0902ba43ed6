from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.browser import parse_pattern

ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_one_group_is_the_trace_id() -> None:
    found = parse_pattern(r'"trace(?:_id)?"\s*:\s*"([0-9a-f]{16,32})"').search(f'"trace":"{ID}"')

    assert found is not None
    assert found[1] == ID


@pytest.mark.parametrize(
    ("pattern", "groups"), [("trace=[0-9a-f]+", 0), ("(trace)=([0-9a-f]+)", 2), (r"\(x\)", 0)]
)
def test_a_pattern_has_exactly_one_group(pattern: str, groups: int) -> None:
    with pytest.raises(ValueError, match=f"exactly one group, found {groups}"):
        parse_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("(?P<trace>[0-9a-f]+)", r"\(\?"),
        ("(?i)trace=(.+)", r"\(\?"),
        ("(?>a)(b)", r"\(\?"),
        (r"\Atrace=(.+)", "A"),
        (r"trace=(.+)\Z", "Z"),
        ("a++(b)", r"\+\+"),
    ],
)
def test_what_only_python_reads_is_refused(pattern: str, part: str) -> None:
    with pytest.raises(ValueError, match=f"{part}.* is not known to browsers"):
        parse_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:a)(b)",
        r"(?=a)(b)",
        r"(?<!a)(b)",
        r"[+]+(b)",
        r"\\(b)",
        r"[\]?+]+(b)",
        r"\++(b)",
        "a+(b)$",
    ],
)
def test_what_both_read_is_taken(pattern: str) -> None:
    assert parse_pattern(pattern).groups == 1


def test_a_broken_pattern_is_told() -> None:
    with pytest.raises(ValueError, match="the regular expression is broken"):
        parse_pattern("trace=([0-9a-f]+")
