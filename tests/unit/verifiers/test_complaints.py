from __future__ import annotations

import pytest

from taskcenter_monitor.verifiers import VERIFIERS, tools
from taskcenter_monitor.verifiers.complaints import (
    Complaint,
    faults,
    of_amtool,
    of_promtool,
    sound_rules,
)
from taskcenter_monitor.verifiers.process import Finished

TWO_FILES = """\
Checking 'a.yml'  SUCCESS
Found:
 - route
  FAILED: template: x:2: y

Checking 'b.yml'  FAILED: yaml: unmarshal errors:
  line 3: x

"""


def promtool(err: str, out: str = "") -> list[Complaint]:
    return list(of_promtool(Finished(code=1, out=out, err=err), {"a.yml", "rules/b.yml"}))


def amtool(out: str, err: str = "") -> list[Complaint]:
    return list(of_amtool(Finished(code=1, out=out, err=err)))


def test_every_verifier_knows_the_version_that_its_tool_must_have() -> None:
    assert VERIFIERS.keys() <= tools.REQUIREMENTS.keys()


@pytest.mark.parametrize(
    ("err", "expected"),
    [
        ("", []),
        ("  FAILED:\na.yml: one\na.yml: two\n", [("a.yml", "one"), ("a.yml", "two")]),
        ("  FAILED:\n  a.yml: one\n\n", [("a.yml", "one")]),
        ("  FAILED: parsing YAML file rules/b.yml: odd\n", [("rules/b.yml", "odd")]),
        ("  FAILED: odd\n  FAILED: even\n", [("", "odd"), ("", "even")]),
        (
            "  FAILED:\na.yml: yaml: unmarshal errors:\n  line 3: x\n  line 4: y\n  FAILED:\nz",
            [("a.yml", "yaml: unmarshal errors:\n  line 3: x\n  line 4: y"), ("", "z")],
        ),
        ("c.yml: of a file that nobody named", [("", "c.yml: of a file that nobody named")]),
    ],
)
def test_what_promtool_writes_is_taken_apart(err: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.path, one.text) for one in promtool(err)] == expected


def test_progress_and_success_of_promtool_are_no_complaints() -> None:
    out = (
        "Checking a.yml\n  SUCCESS: 3 rules found\n\nChecking rules/b.yml\n  SUCCESS: 1 rules found"
    )
    assert promtool("", out) == []
    assert sound_rules(Finished(code=0, out=out, err="")) == 4


def test_anything_else_on_the_output_of_promtool_is_a_complaint() -> None:
    assert promtool("", "Checking a.yml\nWARNING: odd\n") == [Complaint("", "WARNING: odd")]


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        ("Checking 'a.yml'  SUCCESS\nFound:\n - route\n - 1 receivers\n\n", []),
        ("Checking 'a.yml'  SUCCESS\nFound:\n - 1 templates\n  SUCCESS\n", []),
        ("Checking 'a.yml'  FAILED: odd\n\n", [("a.yml", "odd")]),
        (
            TWO_FILES,
            [
                ("a.yml", "template: x:2: y"),
                ("b.yml", "yaml: unmarshal errors:\nline 3: x"),
            ],
        ),
        ("something new\n", [("", "something new")]),
    ],
)
def test_what_amtool_writes_is_taken_apart(out: str, expected: list[tuple[str, str]]) -> None:
    found = amtool(out, "amtool: error: failed to validate 2 file(s)\n\n")
    assert [(one.path, one.text) for one in found] == expected


def test_a_list_of_faults_is_told_one_by_one_without_generated_lines() -> None:
    several = Complaint("a", "yaml: unmarshal errors:\n  line 3: field x\n  line 4: field y")
    assert faults(several) == ("field x", "field y")
    assert faults(Complaint("a", "yaml: line 5: odd")) == ("yaml: odd",)
    assert faults(Complaint("a", "one: two")) == ("one: two",)
