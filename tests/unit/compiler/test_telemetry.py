"""Whatever may stand in the spec, services can read what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskcenter_monitor.checks import (
    telemetry,
    telemetry_fields,
    telemetry_patterns,
    telemetry_slow,
    telemetry_traces,
)
from taskcenter_monitor.compiler.telemetry import compile_telemetry
from taskcenter_monitor.diagnostics import Origin, has_errors
from taskcenter_monitor.emitters.telemetry import policy_text
from taskcenter_monitor.ir.telemetry import Example
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.telemetry import Telemetry
from taskcenter_monitor.telemetry.policy import PolicyFault, read_policy
from taskcenter_monitor.telemetry.policy.default import default_policy
from taskcenter_monitor.telemetry.policy.document import Policy, Redaction, Tracing
from tests.frozen import frozen_files

FILE = Origin("specs/telemetry.yaml")
CHECKS = (
    *telemetry.CHECKS,
    *telemetry_fields.CHECKS,
    *telemetry_patterns.CHECKS,
    *telemetry_slow.CHECKS,
    *telemetry_traces.CHECKS,
)

LEVELS = st.sampled_from(("debug", "info", "warn", "error", "fatal"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
IDS = TEXTS.filter(bool)
COMPONENTS = st.one_of(st.from_regex(r"[a-z_]{1,4}(\.[a-z]{1,3}){0,3}", fullmatch=True), TEXTS)
SHARES = st.decimals(0, 100, places=3).map(lambda part: f"{part:f}%")
COUNTS = st.integers(1, 10_000_000)
FIELDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,20}", fullmatch=True)
EXPRESSIONS = st.one_of(
    st.sampled_from(("(a)(?P<n>b)?c", "[0-9]+", "a*", "(", "(?i)x", "(?u)x", r"\d{3}", "x|", "é")),
    TEXTS.filter(bool),
)
REPLACEMENTS = st.one_of(st.sampled_from(("", "***", r"\1", r"\g<n>*", r"\2", "\\")), TEXTS)


def sections(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping in which every key may be left out."""
    return st.fixed_dictionaries({}, optional=parts)


EXAMPLES = st.fixed_dictionaries(
    {
        "hides": st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=2),
        "keeps": st.lists(TEXTS, min_size=1, max_size=2),
    }
)
PATTERNS = st.fixed_dictionaries(
    {"match": EXPRESSIONS, "examples": EXAMPLES},
    optional={
        "replace": REPLACEMENTS,
        "words": st.lists(TEXTS, max_size=2),
        "digits": st.integers(0, 64),
        "checksum": st.sampled_from(("luhn", "resident_id")),
    },
)
SPECS = sections(
    levels=sections(
        default=LEVELS,
        components=st.dictionaries(COMPONENTS, LEVELS, max_size=3),
        businesses=st.dictionaries(IDS, LEVELS, max_size=3),
        users=st.dictionaries(IDS, LEVELS, max_size=3),
    ),
    queue=sections(
        limit=COUNTS, reserve=COUNTS, drop_beyond=sections(debug=SHARES, info=SHARES, warn=SHARES)
    ),
    aggregation=sections(
        window=st.integers(1, 86_400_000).map(lambda ms: f"{ms}ms"),
        first=st.integers(1, 1000),
        similarity=SHARES,
        groups=COUNTS,
    ),
    sampling=sections(
        default=SHARES, debug=SHARES, components=st.dictionaries(COMPONENTS, SHARES, max_size=3)
    ),
    tracing=sections(ratio=SHARES, routes=st.dictionaries(IDS, SHARES, max_size=3)),
    redaction=sections(
        keys=st.lists(FIELDS, max_size=3),
        plain=st.lists(FIELDS, max_size=3),
        mask=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=32),
        patterns=st.dictionaries(
            st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True), PATTERNS, max_size=2
        ),
    ),
)


@cache
def frozen_project() -> Project:
    project = load(frozen_files(), "specs", None).project
    assert project is not None
    return project


def project_of(data: dict[str, Any]) -> Project:
    written = Telemetry.model_validate(data)
    return replace(frozen_project(), telemetry=Entry("telemetry", written, FILE))


def text_of(project: Project) -> str:
    policy = compile_telemetry(project)
    assert policy is not None
    return policy_text(policy)


def refused(text: str) -> bool:
    try:
        read_policy(text.encode())
    except PolicyFault:
        return True
    return False


@settings(max_examples=50)
@given(SPECS)
def test_services_read_every_policy_that_the_checks_let_pass(data: dict[str, Any]) -> None:
    project = project_of(data)
    text = text_of(project)
    faults = [one for check in CHECKS for one in check.diagnose(project)]

    assert has_errors(faults) or not refused(text)
    assert text == text_of(project_of(data))


@pytest.mark.parametrize("section", ["levels", "sampling"])
@pytest.mark.parametrize("name", ["", "a" * 201])
def test_components_that_services_refuse_no_check_lets_pass(section: str, name: str) -> None:
    value = "warn" if section == "levels" else "50%"
    project = project_of({section: {"components": {name: value}}})

    assert refused(text_of(project))
    assert list(telemetry.component(project))


@pytest.mark.parametrize(
    "pattern",
    [
        {"match": "("},
        {"match": "a*"},
        {"match": "(?u)a"},
        {"match": "a", "replace": r"\1"},
        {"match": "a", "words": [""]},
        {"match": "a", "words": ["x" * 201]},
    ],
)
def test_what_services_refuse_no_check_lets_pass(pattern: dict[str, Any]) -> None:
    project = project_of({"redaction": {"patterns": {"mine": pattern}}})

    assert refused(text_of(project))
    found = [one for check in CHECKS for one in check.diagnose(project)]
    assert [one for one in found if one.check != "telemetry/no-example"]


def test_what_is_left_out_is_what_the_library_takes_for_it() -> None:
    assert read_policy(text_of(project_of({})).encode()) == Policy()
    # Each section with nothing in it, so that its own defaults are written and compared.
    sections: dict[str, Any] = {name: {} for name in Telemetry.model_fields}
    written = read_policy(text_of(project_of(sections)).encode())
    assert written == Policy(redaction=Redaction())


def test_a_redaction_that_is_left_out_is_that_of_the_library() -> None:
    text = text_of(project_of({"levels": {"default": "debug"}}))

    assert "redaction" not in text
    assert read_policy(text.encode()).redaction == default_policy().redaction


def test_values_arrive_as_they_were_meant() -> None:
    data = {
        "aggregation": {"window": "1m30s", "similarity": "99.9%"},
        "sampling": {"default": "0.1%", "components": {"a.b": "33%"}},
        "levels": {"users": {"7": "debug"}},
        "tracing": {"ratio": "10%", "routes": {"/api/v1/tasks/{id}": "0.1%"}},
    }
    policy = read_policy(text_of(project_of(data)).encode())

    assert (policy.aggregation.window, policy.aggregation.similarity) == (90.0, 0.999)
    assert (policy.sampling.default, policy.sampling.components) == (0.001, {"a.b": 0.33})
    assert policy.levels.users == {"7": "debug"}
    assert policy.tracing == Tracing(ratio=0.1, routes={"/api/v1/tasks/{id}": 0.001})


def test_examples_know_their_lines() -> None:
    examples = {"hides": {"a1": "*"}, "keeps": ["b", "c"]}
    pattern = {"match": "a1", "replace": "*", "examples": examples}
    policy = compile_telemetry(project_of({"redaction": {"patterns": {"mine": pattern}}}))
    assert policy is not None
    assert policy.redaction is not None

    place = FILE.at("redaction", "patterns", "mine", "examples")
    assert policy.redaction.patterns[0].examples == (
        Example(text="a1", after="*", origin=place.at("hides", "a1")),
        Example(text="b", after="b", origin=place.at("keeps", 0)),
        Example(text="c", after="c", origin=place.at("keeps", 1)),
    )


def test_a_project_without_the_spec_has_no_policy() -> None:
    assert compile_telemetry(replace(frozen_project(), telemetry=None)) is None
