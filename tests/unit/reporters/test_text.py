from __future__ import annotations

from dataclasses import replace

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Origin, Span
from taskcenter_monitor.reporters.excerpt import excerpt, width
from taskcenter_monitor.reporters.palettes import COLOURED
from taskcenter_monitor.reporters.text import render
from tests.unit.reporters.samples import ALL, CHINESE, NOWHERE, ORDER, span


def test_a_fault_reads_as_the_design_says() -> None:
    assert render([ORDER]) == (
        "specs/alerts/http.yaml:9:23: error[threshold/order] "
        "critical 4% is reached before warning 5%\n"
        "   9 |     critical: {above: 4%, for: 2m}\n"
        "     |                       ^^\n"
        "  help: critical must lie beyond warning; swap them or raise critical\n"
        "1 error in 1 file\n"
    )


def test_marks_stand_under_what_follows_chinese_and_emoji() -> None:
    assert render([CHINESE]).splitlines()[1:3] == [
        " 120 | title: {zh: '错误率😀', en: ''}",
        "     |                         ^^",
    ]


def test_chinese_is_marked_in_its_full_width() -> None:
    shown = excerpt(span("title: 错误率 x", "错误率"))
    assert shown.marks == " " * 7 + "^" * 6


def test_tabs_are_shown_in_a_width_that_the_marks_know() -> None:
    shown = excerpt(span("\ta:\tb", "b"))
    assert (shown.text, shown.marks) == ("    a:    b", " " * 10 + "^")


def test_combining_marks_take_no_room() -> None:
    assert width("e\u0301a\u200d") == 2


def test_a_stretch_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    place = Span(file="a", line=1, column=4, end_line=3, end_column=2, source="ab cde")
    assert excerpt(place).marks == "   ^^^"


@pytest.mark.parametrize(("column", "marks"), [(3, "  ^"), (9, "  ^"), (1, "^")])
def test_an_empty_stretch_has_one_mark_within_reach_of_the_line(column: int, marks: str) -> None:
    place = Span(file="a", line=1, column=column, end_line=1, end_column=column, source="ab")
    assert excerpt(place).marks == marks


def test_a_long_line_is_cut_around_the_fault() -> None:
    shown = excerpt(span("x" * 5000 + "bad" + "y" * 5_000_000, "bad"))
    assert len(shown.text) < 200
    assert shown.text.startswith("…x")
    assert shown.text.endswith("y…")
    at = shown.marks.index("^")
    assert shown.text[at : at + 3] == "bad"
    assert len(shown.marks) == at + 3


def test_control_characters_of_a_spec_never_reach_the_terminal() -> None:
    evil = "\x1b[2J\x07\x9b\u202e\ud800"
    place = replace(span(f"a{evil}b", "b"), file=f"x{evil}")
    written = render([Diagnostic(check="a/b", message=f"m{evil}", help=f"h{evil}", place=place)])
    assert not set(evil) & set(written) - set("[2J")
    written.encode("utf-8")


def test_further_lines_of_a_message_stand_under_the_first() -> None:
    written = render([Diagnostic(check="a/b", message="one\ntwo")])
    assert written == "error[a/b] one\n  two\n1 error\n"


def test_a_place_without_its_line_shows_no_excerpt() -> None:
    diagnostic = Diagnostic(check="a/b", message="m", place=Origin("specs/x.yaml", ("a",)))
    assert render([diagnostic]) == "specs/x.yaml:1:1: error[a/b] m\n1 error in 1 file\n"


@pytest.mark.parametrize(
    ("diagnostics", "last"),
    [
        (ALL, "1 error, 1 warning, 1 note in 2 files"),
        ((ORDER, ORDER), "2 errors in 1 file"),
        ((NOWHERE,), "1 note"),
    ],
)
def test_the_last_line_counts(diagnostics: tuple[Diagnostic, ...], last: str) -> None:
    assert render(diagnostics).splitlines()[-1] == last


def test_nothing_to_say_is_no_text() -> None:
    assert render([]) == ""


def test_colour_changes_nothing_but_the_colour() -> None:
    coloured = render(ALL, COLOURED)
    assert "\x1b[1;31merror\x1b[0m[threshold/order]" in coloured
    for sequence in ("\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1m", "\x1b[34m", "\x1b[36m"):
        assert sequence in coloured
        coloured = coloured.replace(sequence, "")
    assert coloured.replace("\x1b[0m", "") == render(ALL)
