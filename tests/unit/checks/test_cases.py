from __future__ import annotations

from pathlib import Path

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.diagnostics import Diagnostic, Level, Span, ordered
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import CASES, Case, case_files, case_of, check_of, edited

BAD = case_files("bad")
GOOD = case_files("good")
KNOWN = {check.id: check for check in checks.CHECKS}


def said_about(case: Case, environment: str | None = None) -> list[Diagnostic]:
    loaded = load(edited(case), "specs", environment)
    assert loaded.project is not None, loaded.diagnostics
    found = [*loaded.diagnostics, *checks.run(loaded.project)]
    return list(ordered(loaded.sources.locate(diagnostic) for diagnostic in found))


def marked(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    assert isinstance(place, Span)
    end = place.end_column if place.end_line == place.line else None
    return place.source[place.column - 1 : end - 1 if end else None]


@pytest.mark.parametrize("path", BAD, ids=check_of)
def test_a_bad_case_is_reported_by_its_check_at_the_right_place(path: Path) -> None:
    case = case_of(path)
    assert case.expect, "a bad case says what is expected"
    found = [one for one in said_about(case) if one.check == case.check]
    matching = [one for one in found if case.expect in one.message]
    assert matching, found
    assert all(one.level is KNOWN[case.check].level for one in found)
    if case.at:
        assert case.at in [marked(one) for one in matching]


@pytest.mark.parametrize("path", GOOD, ids=check_of)
def test_a_near_miss_is_not_reported(path: Path) -> None:
    case = case_of(path)
    found = said_about(case)
    assert [one for one in found if one.check == case.check] == []
    errors = {one.check for one in found if one.level is Level.ERROR}
    assert errors <= {"environment/no-match"}, "what a case removes, the environments may miss"


def test_every_check_has_a_bad_and_a_good_case() -> None:
    assert {check_of(path) for path in BAD} == set(KNOWN)
    assert {check_of(path) for path in GOOD} == set(KNOWN)


def test_every_file_among_the_cases_is_a_case() -> None:
    files = {path for path in CASES.rglob("*") if path.is_file()}
    assert files == {*BAD, *GOOD}


def test_ids_are_unique_and_start_with_the_first_word_of_the_module() -> None:
    assert len(KNOWN) == len(checks.CHECKS)
    for check in checks.CHECKS:
        module = check.run.__module__.rpartition(".")[2]
        assert check.id.partition("/")[0] == module.partition("_")[0], check.id


def test_every_check_says_why_in_a_sentence() -> None:
    assert [check.id for check in checks.CHECKS if not check.why.endswith(".")] == []


@pytest.mark.parametrize("environment", [None, "dev", "staging", "production"])
def test_the_frozen_specs_are_free_of_errors_and_warnings(environment: str | None) -> None:
    assert said_about(Case(check="", edits=()), environment) == []
