from __future__ import annotations

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Origin, Span
from taskcenter_monitor.spec.sources import Sources

FILE = "specs/alerts/http.yaml"
TEXT = """\
component: http
alerts:
  TaskCenterDown:
    critical: {above: 4%, for: 2m}
    quoted: 'up == 0'
    literal: |
      rate(x[5m])

      / rate(y[5m])
    folded: >-
      rate(x[5m])
"""
ALERT = Origin(FILE, ("alerts", "TaskCenterDown"))


def underlined(origin: Origin, text: str = TEXT) -> str:
    """`line: text` of what a caret line would stand under."""
    span = Sources({FILE: text}).span(origin)
    assert span.file == FILE
    assert span.source == text.split("\n")[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else None
    return f"{span.line}: {span.source[span.column - 1 : end]}"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (ALERT.at("critical", "above"), "4: 4%"),
        (ALERT.at_key("critical", "above"), "4: above"),
        (ALERT.at("critical"), "4: {above: 4%, for: 2m}"),
        (ALERT.at_key("critical"), "4: critical"),
        (Origin(FILE, ("component",)), "1: http"),
        (ALERT.at("quoted"), "5: 'up == 0'"),
    ],
)
def test_a_value_and_its_key_are_told_apart(origin: Origin, expected: str) -> None:
    assert underlined(origin) == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (ALERT, "3: TaskCenterDown"),
        (Origin(FILE, ("alerts",)), "2: alerts"),
        (ALERT.at("literal"), "6: literal"),
        (Origin(FILE), "1: c"),
    ],
)
def test_of_a_value_over_several_lines_its_key_is_shown(origin: Origin, expected: str) -> None:
    assert underlined(origin) == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (ALERT.at("warning", "above"), "3: TaskCenterDown"),
        (ALERT.at("critical", "keep_firing_for"), "4: {above: 4%, for: 2m}"),
        (ALERT.at_key("critical", "nothing", 3), "4: {above: 4%, for: 2m}"),
        (Origin(FILE, ("nothing", 0)), "1: c"),
    ],
)
def test_a_place_that_is_not_there_is_the_nearest_around_it(origin: Origin, expected: str) -> None:
    assert underlined(origin) == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (ALERT.at("quoted").within(1, 4, 2), "5: =="),
        (ALERT.at("critical", "above").within(1, 2), "4: %"),
        (ALERT.at("literal").within(1, 6, 1), "7: x"),
        (ALERT.at("literal").within(3, 3, 4), "9: rate"),
        (ALERT.at("folded").within(1, 6, 1), "10: >"),
    ],
)
def test_a_stretch_inside_an_expression_is_found(origin: Origin, expected: str) -> None:
    assert underlined(origin) == expected


def test_a_stretch_never_leaves_the_file() -> None:
    sources = Sources({FILE: TEXT})
    for inner in ((1, 500, 500), (400, 1, 1), (400, 900, 1)):
        for key in ("quoted", "literal", "folded"):
            span = sources.span(ALERT.at(key).within(*inner))
            assert 1 <= span.line <= 12
            assert 1 <= span.column < span.end_column
            assert span.column <= len(span.source) + 1


def test_a_file_that_was_not_read_has_one_place() -> None:
    assert Sources({}).span(Origin("specs/scrape.yaml", ("jobs",))) == Span(
        file="specs/scrape.yaml", line=1, column=1, end_line=1, end_column=2
    )


def test_a_replaced_value_stands_in_its_environment() -> None:
    env = "specs/environments/dev.yaml"
    over = Origin(env, ("alerts.TaskCenterDown.critical",))
    sources = Sources(
        {FILE: TEXT, env: "alerts.TaskCenterDown.critical: {above: 90%}\n"},
        {(FILE, (*ALERT.path, "critical")): over},
    )
    inside = sources.span(ALERT.at("critical", "above"))
    assert (inside.file, inside.line, inside.column, inside.end_column) == (env, 1, 41, 44)
    assert sources.span(ALERT.at_key("critical", "above")).column == 34
    assert sources.span(ALERT.at_key("critical")).file == env
    assert sources.span(ALERT.at("quoted")).file == FILE
    assert sources.span(ALERT).file == FILE


def test_the_most_exact_replacement_counts() -> None:
    env = "specs/environments/dev.yaml"
    text = "a: {b: 1}\na.b: 2\n"
    sources = Sources(
        {env: text},
        {(FILE, ("a",)): Origin(env, ("a",)), (FILE, ("a", "b")): Origin(env, ("a.b",))},
    )
    assert sources.span(Origin(FILE, ("a", "b"))).line == 2


def test_a_value_of_another_form_stands_where_its_document_has_it() -> None:
    file, env = "specs/openslo/x.yaml", "specs/environments/dev.yaml"
    text = "a: 1\n---\nspec: {target: 0.9, name: n}\n"
    made = Origin(file, (1, "slo"))
    sources = Sources(
        {file: text, env: "openslo.n.spec.target: 2\n"},
        {(file, (1, "spec", "target")): Origin(env, ("openslo.n.spec.target",))},
        {
            (file, made.path): Origin(file, (1, "spec", "name")),
            (file, (*made.path, "objective")): Origin(file, (1, "spec", "target")),
        },
    )
    whole = sources.span(made.at_key())
    assert (whole.line, whole.column, whole.end_column) == (3, 27, 28)
    assert sources.span(made.at("other")) == whole
    assert sources.span(made.at("objective")).file == env
    assert sources.span(Origin(file, (0, "a"))).line == 1


def test_a_diagnostic_is_located_once() -> None:
    diagnostic = Diagnostic(check="x/y", message="m", place=Origin(FILE, ("component",)))
    sources = Sources({FILE: TEXT})
    located = sources.locate(diagnostic)
    assert isinstance(located.place, Span)
    assert located.place.column == 12
    assert sources.locate(located) is located
    nowhere = Diagnostic(check="x/y", message="m")
    assert sources.locate(nowhere) is nowhere
