"""Secrets do not get into reports."""

from __future__ import annotations

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Origin, Span
from taskcenter_monitor.masking import masked


def shown(source: str, check: str = "spec/unknown-key", start: int = 0, end: int = 0) -> str:
    column, end_column = start + 1, end + 1
    span = Span(file="a", line=1, column=column, end_line=1, end_column=end_column, source=source)
    place = masked(Diagnostic(check=check, message="m", place=span)).place
    assert isinstance(place, Span)
    assert (place.column, place.end_column, len(place.source)) == (column, end_column, len(source))
    return place.source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("  password: hunter2", "  password: *******"),
        ("  auth_password: 'a b'", "  auth_password: *****"),
        ("{api_key: x1, other: y}", "{api_key: **, other: y}"),
        ('"bot_token": "t"', '"bot_token": ***'),
        ("  password_file: /run/secrets/x", "  password_file: /run/secrets/x"),
        ("  above: 80%", "  above: 80%"),
        ("  credentials:", "  credentials:"),
    ],
)
def test_what_a_key_calls_secret_is_not_shown(source: str, expected: str) -> None:
    assert shown(source) == expected


def test_what_a_check_calls_secret_is_not_shown() -> None:
    source = '- wecom: {url: "http://x/?key=1234"}'
    start, end = source.index('"'), source.rindex('"') + 1
    assert shown(source, "secrets/inline", start, end) == f"- wecom: {{url: {'*' * (end - start)}}}"


def test_a_diagnostic_without_a_line_stays_as_it_is() -> None:
    diagnostic = Diagnostic(check="a/b", message="m", place=Origin("x"))
    assert masked(diagnostic) is diagnostic
