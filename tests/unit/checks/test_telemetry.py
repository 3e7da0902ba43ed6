from __future__ import annotations

import time
from typing import Any

import pytest

from taskcenter_monitor.checks import (
    telemetry,
    telemetry_fields,
    telemetry_patterns,
    telemetry_slow,
    telemetry_traces,
)
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.spec.loading import load
from tests.frozen import frozen_files
from tests.unit.checks.cases import Case, Edit, edited

ALL = (
    *telemetry.CHECKS,
    *telemetry_fields.CHECKS,
    *telemetry_patterns.CHECKS,
    *telemetry_slow.CHECKS,
    *telemetry_traces.CHECKS,
)
EXAMPLES = {"hides": {"a1": "***"}, "keeps": ["b"]}


def said(**values: Any) -> list[str]:
    """What is said about the frozen policy with such values; two underscores stand for a dot."""
    named = {key.replace("__", "."): value for key, value in values.items()}
    case = Case(check="", edits=(Edit(file="telemetry.yaml", set=named),))
    loaded = load(edited(case), "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    found = [one for check in ALL for one in check.diagnose(loaded.project)]
    return [f"{one.check}: {one.message}" for one in found]


def findings(check: Any, **values: Any) -> list[Any]:
    case = Case(check="", edits=(Edit(file="telemetry.yaml", set=values),))
    project = load(edited(case), "specs", None).project
    assert project is not None
    return list(check(project))


def said_of(**pattern: Any) -> list[str]:
    """What is said about a policy with one pattern."""
    return said(redaction__patterns={"mine": {"match": "a1", "examples": EXAMPLES, **pattern}})


def test_a_project_without_a_policy_has_no_faults_of_it() -> None:
    specs = {name: raw for name, raw in frozen_files().items() if name != "telemetry.yaml"}
    project = load(specs, "specs", None).project

    assert project is not None
    assert [one for check in ALL for one in check.diagnose(project)] == []


def test_what_only_wastes_is_a_warning() -> None:
    warnings = {check.id for check in ALL if check.level is Level.WARNING}

    assert warnings == {
        "telemetry/silent",
        "telemetry/nothing-kept",
        "telemetry/repeated",
        "telemetry/unhidden",
        "telemetry/ambiguous",
        "telemetry/untraced",
        "telemetry/silent-traces",
    }


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("/api/v1/tasks?status=failed", "write /api/v1/tasks"),
        ("/api/v1/tasks#top", "write /api/v1/tasks"),
        ("http://task-center:8080/api/v1/tasks", "write /api/v1/tasks"),
        ("GET http://task-center/api", "write GET /api"),
        (" /api/v1/tasks", "write /api/v1/tasks"),
        ("/?", "write /"),
        ("?/", "write the path as the service declares it"),
    ],
)
def test_a_route_is_what_the_service_declares(name: str, hint: str) -> None:
    (found,) = findings(telemetry_traces.route, tracing={"routes": {name: "1%"}})

    assert repr(name) in found.message
    assert found.help == hint


@pytest.mark.parametrize(
    "name", ["/", "/a/{id}", "GET /a", "task callback", "what is due?", "任务", "{path:.*}"]
)
def test_names_with_which_a_trace_may_begin(name: str) -> None:
    assert findings(telemetry_traces.route, tracing={"routes": {name: "1%"}}) == []


def test_records_that_are_not_sampled_at_all_are_no_fault_of_the_traces() -> None:
    # Sampling of nothing is said by the check of that.
    assert said(sampling__default="0%", tracing={"ratio": "10%"}) == [
        "telemetry/nothing-kept: a sample of 0% keeps no record at all"
    ]


def test_a_policy_that_does_not_say_what_is_hidden_is_told() -> None:
    case = Case(check="", edits=(Edit(file="telemetry.yaml", remove=("redaction",)),))
    project = load(edited(case), "specs", None).project
    assert project is not None

    (found,) = [one for check in ALL for one in check.diagnose(project)]

    assert (found.check, found.level) == ("telemetry/unhidden", Level.WARNING)
    assert found.message.startswith("nothing says what is hidden")


@pytest.mark.parametrize(
    "name", ["a..b", ".a", "a.", "a b", "", "1a", "*", "a/b", "任务", "a" * 201]
)
def test_no_logger_has_such_a_name(name: str) -> None:
    assert said(levels__components={name: "warn"}) == [
        f"telemetry/component: {name!r} is no name of a logger"
    ]
    assert said(sampling__components={name: "50%"}) == said(levels__components={name: "warn"})


@pytest.mark.parametrize(
    "name", ["a", "__main__", "task_center.api.v1", "gunicorn.error", "a" * 200]
)
def test_loggers_have_such_names(name: str) -> None:
    assert said(levels__components={name: "warn"}, sampling__components={name: "50%"}) == []


def test_every_level_that_hides_errors_is_told() -> None:
    levels = {"default": "fatal", "components": {"a": "fatal"}, "users": {"u": "fatal"}}

    found = said(levels={**levels, "businesses": {"crm": "fatal", "erp": "error"}})

    assert found == ["telemetry/silent: at this level no ERROR is written"] * 4


def test_every_sample_of_nothing_is_told() -> None:
    sampling = {"default": "0%", "debug": "0.0%", "components": {"a": "0%", "b": "0.001%"}}

    assert said(sampling=sampling) == [
        "telemetry/nothing-kept: a sample of 0% keeps no record at all",
        "telemetry/nothing-kept: a sample of 0.0% keeps no record at all",
        "telemetry/nothing-kept: a sample of 0% keeps no record at all",
    ]


def test_debug_may_be_dropped_at_once_but_not_last() -> None:
    drop = "queue__drop_beyond"

    assert said(**{drop: {"debug": "0%", "info": "0%", "warn": "0%"}}) == []
    assert said(**{drop: {"debug": "76%"}}) == [
        "telemetry/drop-order: info is dropped from 75% on, debug not before 76%"
    ]


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ("(a1", "the regular expression is broken: missing ), unterminated subpattern"),
        ("a1**", "the regular expression is broken: multiple repeat"),
        (r"a1\p{Han}", r"the regular expression is broken: bad escape \p"),
        (
            "(?u)a1",
            "the regular expression cannot be read: ASCII and UNICODE flags are incompatible",
        ),
        ("a1{99999999999}", "the regular expression cannot be read: the repetition number is too"),
    ],
)
def test_a_broken_expression_is_told_and_nothing_else_of_it(match: str, message: str) -> None:
    (found,) = said_of(match=match)

    assert found.startswith(f"telemetry/pattern: {message}")


@pytest.mark.parametrize(
    "match", ["a*", "(a1)?", r"\b", "^", "$", "(?=b)", "(?=-)", "(?<!x)", "a1|", r"\n|\Z"]
)
def test_an_expression_of_nothing_is_refused(match: str) -> None:
    assert said_of(match=match) == [
        "telemetry/everywhere: the expression also matches where nothing is"
    ]


@pytest.mark.parametrize("match", ["a1", "a+1?", r"\ba1\b", "^a1$", "(?=a)a1", "(?i)A1"])
def test_an_expression_of_something_is_taken(match: str) -> None:
    assert said_of(match=match) == []


@pytest.mark.parametrize(
    ("match", "place"),
    [
        ("(a+)+$", 4),
        ("(?:a*)*b", 6),
        ("(?P<n>x|(a{2,}b?))+", 18),
        (r"([^(]+|\()+x", 10),
        ("x(a+?)*?y", 6),
        ("((a+){2})+", 9),
    ],
)
def test_a_repeat_of_a_repeat_is_found_where_it_stands(match: str, place: int) -> None:
    assert telemetry_slow.nested(match) == place


@pytest.mark.parametrize(
    "match",
    [
        "(ab)+",
        "(a{1,9})+",
        "(a+){1,9}",
        "a+b+",
        "(a+)b+",
        "(a+)b*",
        r"(\+)+",
        "([+*])+",
        "([]+])+",
        "(a++)+",
        "(?>a+)+",
        "(a+)++",
        "(?:(?=a+)b)+",
        "(a,{)+",
    ],
)
def test_what_only_looks_like_a_repeat_of_a_repeat_is_taken(match: str) -> None:
    assert telemetry_slow.nested(match) is None


def test_no_check_is_kept_busy_by_an_expression() -> None:
    kept = {"hides": {"aaa": "x"}, "keeps": ["a" * 38 + "!"]}
    began = time.monotonic()

    found = said_of(match="(a+)+$", examples=kept)

    assert time.monotonic() - began < 5
    assert [one.partition(":")[0] for one in found] == ["telemetry/slow"]


@pytest.mark.parametrize(
    ("replace", "message"),
    [
        (r"\2", "invalid group reference 2"),
        (r"\g<name>", "unknown group name 'name'"),
        (r"\g<", "missing group name"),
        (r"\q", "bad escape \\q"),
    ],
)
def test_a_replacement_that_services_refuse(replace: str, message: str) -> None:
    (found,) = said_of(match="(a)1", replace=replace)

    assert found.startswith("telemetry/replacement: ")
    assert message in found


def test_the_groups_that_there_are_are_named() -> None:
    case = Edit(
        file="telemetry.yaml",
        set={
            "redaction.patterns.email.match": "(?P<who>@)(x)",
            "redaction.patterns.email.replace": r"\3",
        },
    )
    project = load(edited(Case(check="", edits=(case,))), "specs", None).project
    assert project is not None

    (found,) = telemetry_patterns.replacement(project)

    assert found.help == r"its groups are \1, \2, \g<who>"


@pytest.mark.parametrize(
    ("words", "digits", "text", "is_searched"),
    [
        ([], 0, "a1", True),
        (["A"], 0, "xa", True),
        (["b"], 0, "a1", False),
        ([], 4, "1-2 3-4", True),
        ([], 4, "12.34", False),
        ([], 4, "１２３４", True),
        (["api_key"], 0, "API-Key=1", True),
        (["b"], 2, "a12", True),
        (["b"], 3, "a12", False),
    ],
)
def test_what_is_to_be_hidden_must_be_searched(
    words: list[str], digits: int, text: str, is_searched: bool
) -> None:
    found = said_of(words=words, digits=digits, examples={"hides": {text: "*"}, "keeps": ["c"]})

    assert [one.partition(":")[0] for one in found] == ["telemetry/unsearched"] * (not is_searched)


@pytest.mark.parametrize(
    ("word", "is_fit"), [("", False), (" ", False), ("x" * 201, False), ("a", True)]
)
def test_a_word_is_one(word: str, is_fit: bool) -> None:
    found = [one for one in said_of(words=["a1", word]) if one.startswith("telemetry/word:")]

    assert len(found) == (not is_fit)


def test_examples_of_both_kinds_are_asked_for() -> None:
    assert said_of(examples={}) == [
        "telemetry/no-example: no example shows what this hides",
        "telemetry/no-example: no example shows what this leaves alone",
    ]
