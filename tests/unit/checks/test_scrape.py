"""Rule files that are not loaded are told once."""

from __future__ import annotations

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import Case, Edit, edited


@pytest.mark.parametrize(
    ("patterns", "messages"),
    [
        (["rulez/*.rules.yml"], ["no rule file has a name like rulez/*.rules.yml"]),
        (
            ["rulez/*.rules.yml", "rules/http.rules.yml"],
            ["no rule file has a name like rulez/*.rules.yml"],
        ),
        (["rules/[!hq]*.rules.yml"], ["Prometheus would not load rules/http.rules.yml and 1 more"]),
        (["rules/[!h]*.rules.yml"], ["Prometheus would not load rules/http.rules.yml"]),
    ],
)
def test_a_pattern_draws_one_message(patterns: list[str], messages: list[str]) -> None:
    edit = Edit(file="scrape.yaml", set={"rule_files": patterns})
    project = load(edited(Case(check="", edits=(edit,))), "specs", None).project
    assert project is not None
    found = [one.message for one in checks.run(project) if one.check == "scrape/rule-files"]
    assert found == messages
