from __future__ import annotations

from pathlib import Path

import promql_parser
import pytest

from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import aggregation
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.templating import Templates
from tests.frozen import frozen_files

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def project() -> Project:
    loaded = load(frozen_files(), "specs", None).project
    assert loaded is not None
    return loaded


def test_every_kind_has_its_template() -> None:
    names = {path.name.partition(".")[0] for path in (ROOT / "templates/promql").iterdir()}
    assert names == set(KINDS)


def test_every_kind_is_used_by_the_frozen_specs(project: Project) -> None:
    used = {type(entry.value) for entry in project.signals.values()}
    assert used == set(KINDS.values())


def test_every_signal_of_the_frozen_specs_is_promql(project: Project, templates: Templates) -> None:
    operands = dict.fromkeys(project.signals, "vector(1)")
    for entry in project.signals.values():
        lowered = entry.value.lower(templates.promql, operands)
        for recording in lowered.recordings:
            promql_parser.parse(recording.expr)
            assert recording.expr == recording.expr.strip()
            assert not any(line != line.rstrip() for line in recording.expr.split("\n"))
        promql_parser.parse(lowered.operand)


@pytest.mark.parametrize(
    ("by", "head"),
    [(None, ""), ([], "sum"), (["job"], "sum by (job) "), (["a", "b"], "sum by (a, b) ")],
)
def test_the_head_of_an_aggregation(by: list[str] | None, head: str) -> None:
    assert aggregation("sum", by) == head
